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
  /** So long nothing under the study's prefix may change before an incomplete upload is taken as it is. */
  readonly settleS: number;
  /** So long after its manifest the files of an upload may come whose digests are known. */
  readonly uploadS: number;
  /** When waiting ends, settled or not; in milliseconds of `now`. */
  readonly deadlineMs: number;
  readonly now?: () => number;
  readonly wait?: (durationMs: number) => Promise<unknown>;
}

/**
 * The study as the bucket holds it once its upload is over. If the upload came with a list of digests, that is once the
 * bucket holds these very bytes; after `uploadS` it is answered as it is, and prepare-study rejects it. Without a list, it is
 * over if every file is there that the manifest names, or nothing has moved for a while: clients upload in parallel, so
 * `study.json` need not be the last to arrive. Undefined if the manifest itself is gone.
 *
 * @throws Error TransientError if the deadline comes before `uploadS` is over: somebody must look again
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
      // Both by the clock of the bucket.
      const isOver = bucket.now().getTime() - Date.parse(version.uploadedAt) >= uploadS * 1000;
      if (isOver) return version;
      if (isLate) throw stillArriving(study);
    } else if (isQuiet || isLate) return version;
    await wait(pollMs);
  }
}

/** A list that has every file of the upload leaves nothing to wait for, though the manifest may name more. */
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
