import { setTimeout as sleep } from 'node:timers/promises';
import {
  isComplete,
  keys,
  readUploadList,
  type StudyVersion,
  studyVersion,
  type UploadList,
  uploadFaults,
  type VersionedBucket,
} from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { monotonicMs } from '../../layers/run/storage/index.ts';

export type SettlingBucket = VersionedBucket & Pick<Bucket, 'pieces' | 'now'>;

export interface Patience {
  /** An incomplete upload is accepted as it is after this time without a change under the study's prefix. */
  readonly settleS: number;
  /** Time after the manifest within which the files of an upload with known digests may arrive. */
  readonly uploadS: number;
  /** End of the wait, settled or not; in milliseconds of `now`. */
  readonly deadlineMs: number;
  readonly now?: () => number;
  readonly wait?: (durationMs: number) => Promise<unknown>;
}

/**
 * Waits until the upload of a study is over and returns the study in the bucket. An upload with a list of digests is over once
 * the bucket has exactly these bytes; after `uploadS` the study is returned as it is, and prepare-study rejects it. Without a
 * list, an upload is over once every file that the manifest names is there, or nothing has changed for `settleS`: clients
 * upload in parallel, so `study.json` may arrive before other files. Undefined if the manifest was deleted.
 *
 * @throws Error TransientError if the deadline comes before `uploadS` is over, so that the call is repeated
 */
export async function settledStudy(
  bucket: SettlingBucket,
  study: string,
  { settleS, uploadS, deadlineMs, now = monotonicMs, wait = sleep }: Patience,
): Promise<StudyVersion | undefined> {
  const pollMs = Math.min(1000, (settleS * 1000) / 4);
  let lastSeen = '';
  let quietSinceMs = now();
  for (;;) {
    const version = await studyVersion(bucket, study);
    if (!version) return version;
    const list = await readUploadList(bucket, version);
    const hasArrived = list === undefined || (await uploadFaults(bucket, version, list)).length === 0;
    if (hasArrived && isAllThere(version, list)) return version;

    const seen = fingerprint(await bucket.list(keys.studyPrefix(study)));
    if (seen !== lastSeen) quietSinceMs = now();
    lastSeen = seen;
    const isQuiet = now() - quietSinceMs >= settleS * 1000;
    const isLate = now() + pollMs >= deadlineMs;
    if (!hasArrived) {
      // Both times are by the bucket's clock.
      const isOver = bucket.now().getTime() - Date.parse(version.uploadedAt) >= uploadS * 1000;
      if (isOver) return version;
      if (isLate) throw stillArriving(study);
    } else if (isQuiet || isLate) return version;
    await wait(pollMs);
  }
}

/** True if there is nothing to wait for: a whole list has every file of the upload, even if the manifest names more. */
function isAllThere(version: StudyVersion, list: UploadList | undefined): boolean {
  return list?.isWhole || isComplete(version);
}

function stillArriving(study: string): Error {
  const error = new Error(`files of ${study} are still arriving`);
  error.name = 'TransientError';
  return error;
}

function fingerprint(entries: Awaited<ReturnType<Bucket['list']>>): string {
  return entries.map(({ key, etag, lastModified }) => `${key} ${etag} ${lastModified.getTime()}`).join('\n');
}
