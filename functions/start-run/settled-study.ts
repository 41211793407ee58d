import { setTimeout as sleep } from 'node:timers/promises';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { keys } from '../../layers/storage/keys.ts';
import { monotonicMs } from '../../layers/storage/monotonic.ts';
import { isComplete, type StudyVersion, studyVersion } from '../../layers/storage/study-version.ts';

export interface Patience {
  /** So long nothing under the study's prefix may change before an incomplete upload is taken as it is. */
  readonly settleS: number;
  /** When waiting ends, settled or not; in milliseconds of `now`. */
  readonly deadlineMs: number;
  readonly now?: () => number;
  readonly wait?: (durationMs: number) => Promise<unknown>;
}

/**
 * The study as the bucket holds it once its upload is over: every file that the manifest names is there, or
 * nothing has moved for a while. Clients upload in parallel, so `study.json` need not be the last to arrive.
 * Undefined where the manifest itself is gone.
 */
export async function settledStudy(
  bucket: Pick<Bucket, 'head' | 'getText' | 'list'>,
  study: string,
  { settleS, deadlineMs, now = monotonicMs, wait = sleep }: Patience,
): Promise<StudyVersion | undefined> {
  const pollMs = Math.min(1000, (settleS * 1000) / 4);
  let lastSeen = '';
  let quietSinceMs = now();
  for (;;) {
    const version = await studyVersion(bucket, study);
    if (!version || isComplete(version)) return version;

    const seen = fingerprint(await bucket.list(keys.studyPrefix(study)));
    if (seen !== lastSeen) quietSinceMs = now();
    lastSeen = seen;
    const isQuiet = now() - quietSinceMs >= settleS * 1000;
    const isLate = now() + pollMs >= deadlineMs;
    if (isQuiet || isLate) return version;
    await wait(pollMs);
  }
}

function fingerprint(entries: Awaited<ReturnType<Bucket['list']>>): string {
  return entries.map(({ key, etag, lastModified }) => `${key} ${etag} ${lastModified.getTime()}`).join('\n');
}
