import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../layers/storage/monotonic.ts';
import { hasLeftNothing, latestOf } from '../layers/storage/run-chain.ts';
import type { RunState } from '../layers/storage/run-state.ts';
import type { Connection } from './connection.ts';
import type { Progress } from './progress.ts';
import { progressLine, type RunReading, readRun } from './read-run.ts';
import { redriveRun } from './redrive-run.ts';
import { runOfStudy } from './run-of-study.ts';

const pollMs = 500;
const startWithinMs = 120_000;

/** Waits for the run of a study to end, and shows how far it is. */
export async function followRun(
  connection: Connection,
  study: string,
  progress: Progress,
): Promise<{ run: string; reading: RunReading }> {
  const run = await runOfStudy(connection.bucket, study);
  const execution = await runToFollow(connection, run, progress);
  for (;;) {
    const reading = await readRun(connection, execution);
    if (reading.state !== 'Running') return { run, reading: { ...reading, run } };
    progress.show(progressLine(reading));
    await sleep(pollMs);
  }
}

/**
 * The upload starts the run, once for the same objects. A run of theirs that has failed (not one whose study was
 * at fault) is set off again.
 */
async function runToFollow(connection: Connection, run: string, progress: Progress): Promise<string> {
  const latest = await waitForStart(connection, run);
  if (latest.state === 'Failed') {
    progress.end(`run ${run} failed before (${latest.reason ?? 'no reason is known'}): going on with it`);
    return redriveRun(connection, latest);
  }
  if (latest.state === 'Published') progress.end('the same study has been run before: this is its model');
  return latest.run;
}

/** A run whose study was deleted since is started anew by the upload. */
async function waitForStart({ bucket, runs }: Connection, run: string): Promise<RunState> {
  const deadlineMs = monotonicMs() + startWithinMs;
  for (;;) {
    const found = await latestOf(runs, run);
    if (found && !(await hasLeftNothing(bucket, found))) return found;
    if (monotonicMs() > deadlineMs) throw new Error(`the upload did not start run ${run} within 2 minutes`);
    await sleep(pollMs / 5);
  }
}
