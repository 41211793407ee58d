import type { Bucket } from '../storage/index.ts';
import { replaceJson, soundJsonAndEtag } from '../storage/index.ts';
import { keys } from './keys.ts';

/** `models/<study>/latest.json`: the pointer to the published model. */
export interface LatestRecord {
  readonly study: string;
  readonly run: string;
  readonly publishedAt: string;
  /** SHA-256 of `MANIFEST.sha256`. */
  readonly manifestDigest: string;
  /** Upload time of the study, ISO 8601, UTC; absent from models published before it was recorded. */
  readonly uploadedAt?: string;
}

export function readLatest(
  bucket: Pick<Bucket, 'getJson'>,
  study: string,
): Promise<LatestRecord | undefined> {
  return bucket.getJson<LatestRecord>(keys.latest(study));
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
    const found = await soundJsonAndEtag<LatestRecord>(bucket, key);
    if (found && isNewer(found.value, candidate)) return found.value;
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
