import { setTimeout as sleep } from 'node:timers/promises';
import type { RunState } from '../layers/run/records/index.ts';
import {
  isToStartAgain,
  latestOf,
  readClaim,
  runId,
  type StudyVersion,
  studyVersion,
} from '../layers/run/records/index.ts';
import { monotonicMs } from '../layers/run/storage/index.ts';
import type { Connection } from './connection.ts';
import type { Progress } from './progress.ts';
import { progressLine, type RunReading, readRun } from './read-run.ts';

const pollMs = 500;
const startWithinMs = 120_000;

/** Waits for the end of the run of an uploaded study, and shows its progress. */
export async function followRun(
  connection: Connection,
  study: string,
  progress: Progress,
): Promise<{ run: string; reading: RunReading }> {
  const version = await studyVersion(connection.bucket, study);
  if (!version) throw new Error(`the bucket holds no study ${study}`);
  const run = runId(version);
  const started = await waitForStart(connection, version, progress);
  if (started.state === 'Published') progress.end('The same study has been run before: this is its model.');
  for (;;) {
    const reading = await readRun(connection, started.run);
    if (reading.state !== 'Running') return { run, reading: { ...reading, run } };
    progress.show(progressLine(reading));
    await sleep(pollMs);
  }
}

/**
 * Waits until the upload has started its run. The same objects start a run once, and again only if that run failed or was
 * stopped, its study was deleted since, or its model is no longer the published one.
 */
async function waitForStart(
  { bucket, runs }: Connection,
  version: StudyVersion,
  progress: Progress,
): Promise<RunState> {
  const run = runId(version);
  const deadlineMs = monotonicMs() + startWithinMs;
  let hasFailed = false;
  for (;;) {
    const found = await latestOf(runs, run);
    const claim = await readClaim(bucket, version.study);
    if (found && !(await isToStartAgain(found, version, claim?.value, { bucket }))) return found;
    if (found?.state === 'Failed' && !hasFailed) {
      hasFailed = true;
      progress.end(`Run ${run} failed before (${found.reason ?? 'the reason is unknown'}); it goes on now.`);
    }
    if (monotonicMs() > deadlineMs) throw new Error(`the upload did not start run ${run} within 2 minutes`);
    await sleep(pollMs / 5);
  }
}
