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
  /** When the study that was trained had been uploaded. Models that were published before there was one have none. */
  readonly uploadedAt?: string;
}

export function readLatest(
  bucket: Pick<Bucket, 'getJson'>,
  study: string,
): Promise<LatestRecord | undefined> {
  return bucket.getJson<LatestRecord>(keys.latest(study));
}

/**
 * Publishes a model, unless that of a newer upload is published. An older upload that trains longer so never takes the place
 * of a newer one, whichever ends first. A pointer that is damaged leads nowhere, and so is no newer one.
 *
 * @returns what is published afterwards
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
  const error = new Error(`${key} was written by others ${mostTries} times in a row`);
  error.name = 'TransientError';
  throw error;
}

/** Each try that fails is one of another run that has succeeded. */
const mostTries = 20;

/** The upload decides, and of two at the same time the run's name; a model whose upload has no time is older than any. */
function isNewer(published: LatestRecord, candidate: LatestRecord): boolean {
  const { uploadedAt: before = '', run } = published;
  const { uploadedAt: after = '' } = candidate;
  if (before !== after) return before > after;
  return before !== '' && run > candidate.run;
}
