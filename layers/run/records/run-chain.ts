import type { Bucket } from '../storage/index.ts';
import { keys } from './keys.ts';
import { describeRun, type RunState, type Runs, runOfObjects } from './run-state.ts';

/**
 * Step Functions takes a name once. A run that has to be started again over the same objects goes on under `RUN-again-1`,
 * then `RUN-again-2`, …
 *
 * @returns the run itself, or the latest of those that have gone on with it; undefined where there is none
 */
export async function latestOf(runs: Runs, run: string): Promise<RunState | undefined> {
  let latest = await describeRun(runs, run);
  while (latest && latest.state !== 'Running') {
    const later = await describeRun(runs, nameAfter(latest));
    if (!later) break;
    latest = later;
  }
  return latest;
}

/** Name under which a run is started again. */
export function nameAfter(latest: RunState): string {
  const number = Number(/-again-(\d+)$/.exec(latest.run)?.[1] ?? 0);
  return `${runOfObjects(latest)}-again-${number + 1}`;
}

/** Whether a run that has ended has left nothing: its study was deleted, or it had not written anything yet. */
export async function hasLeftNothing(bucket: Pick<Bucket, 'list'>, ended: RunState): Promise<boolean> {
  const { study, state } = ended;
  if (study === undefined || state === 'Running') return false;
  const run = runOfObjects(ended);
  // A run's own objects may go before its model does, by keepRunsDays.
  const left = state === 'Published' ? keys.modelPrefix(study, run) : keys.runPrefix(study, run);
  return (await bucket.list(left)).length === 0;
}
