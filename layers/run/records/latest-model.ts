import { z } from 'zod';
import { damagedModel, isModelDamaged } from '../../model/predictor/index.ts';
import type { Bucket } from '../storage/index.ts';
import { replaceJson, soundJsonAndEtag } from '../storage/index.ts';
import { keys } from './keys.ts';
import { throwDamaged } from './model-files.ts';

/** Not strict: a later version may add fields. */
const latestSchema = z.object({
  study: z.string(),
  run: z.string().min(1),
  publishedAt: z.iso.datetime(),
  /** SHA-256 of `MANIFEST.sha256`. */
  manifestDigest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Upload time of the study; absent from models published before it was recorded. */
  uploadedAt: z.iso.datetime().optional(),
});

/** `models/<study>/latest.json`: the pointer to the published model. Times are ISO 8601, UTC. */
export type LatestRecord = Readonly<z.infer<typeof latestSchema>>;

/**
 * The pointer to the published model of a study; undefined if there is none.
 *
 * @throws FaultError MODEL_DAMAGED
 */
export async function readLatest(
  bucket: Pick<Bucket, 'getBytes'>,
  study: string,
): Promise<LatestRecord | undefined> {
  const key = keys.latest(study);
  const bytes = await bucket.getBytes(key).catch((error: unknown) => throwDamaged(key, error));
  if (bytes === undefined) return undefined;
  const { data } = latestSchema.safeParse(parsed(bytes));
  if (data?.study === study) return data;
  throw damagedModel({
    file: key,
    found: 'other content',
    expected: 'the pointer to the published model, as publish-model writes it',
  });
}

/** As `readLatest`; undefined also if the pointer is damaged. */
export async function soundLatest(
  bucket: Pick<Bucket, 'getBytes'>,
  study: string,
): Promise<LatestRecord | undefined> {
  try {
    return await readLatest(bucket, study);
  } catch (error) {
    if (isModelDamaged(error)) return undefined;
    throw error;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Publishes a model, unless the model of a newer upload is published. So the newest upload wins, whichever run ends first. A
 * damaged pointer is replaced.
 *
 * @returns the record of the model that is published afterwards
 */
export async function publishLatest(
  bucket: Pick<Bucket, 'getJsonAndEtag' | 'putJsonIf' | 'head'>,
  candidate: LatestRecord,
): Promise<LatestRecord> {
  const key = keys.latest(candidate.study);
  for (let tries = 0; tries < mostTries; tries++) {
    const found = await soundJsonAndEtag<unknown>(bucket, key);
    const { data: published } = latestSchema.safeParse(found?.value);
    if (published && isNewer(published, candidate)) return published;
    if (await replaceJson(bucket, key, candidate, found)) return candidate;
  }
  const error = new Error(`${key} was changed by other runs ${mostTries} times in a row`);
  error.name = 'TransientError';
  throw error;
}

/** A try fails only if another run has succeeded. */
const mostTries = 20;

/** By upload time, then by the name of the run; a model without an upload time is older than all others. */
function isNewer(published: LatestRecord, candidate: LatestRecord): boolean {
  const { uploadedAt: before = '', run } = published;
  const { uploadedAt: after = '' } = candidate;
  if (before !== after) return before > after;
  return before !== '' && run > candidate.run;
}
