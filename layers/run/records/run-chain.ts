import type { Bucket } from '../storage/index.ts';
import { keys } from './keys.ts';
import { describeRun, type RunState, type Runs, runOfObjects } from './run-state.ts';

/**
 * Step Functions accepts a name once. A run that is started again with the same objects continues as `RUN-again-1`, then as
 * `RUN-again-2`, …
 *
 * @returns the run itself, or the latest run that continues it; undefined if there is no such run
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

/** Name under which a run is started the next time. */
export function nameAfter(latest: RunState): string {
  const number = Number(/-again-(\d+)$/.exec(latest.run)?.[1] ?? 0);
  return `${runOfObjects(latest)}-again-${number + 1}`;
}

/** True if a run that has ended has left no objects: its study was deleted, or it had not written anything yet. */
export async function hasLeftNothing(bucket: Pick<Bucket, 'list'>, ended: RunState): Promise<boolean> {
  const { study, state } = ended;
  if (study === undefined || state === 'Running') return false;
  const run = runOfObjects(ended);
  // keepRunsDays may have deleted the objects of a run that has a model.
  const left = state === 'Published' ? keys.modelPrefix(study, run) : keys.runPrefix(study, run);
  return (await bucket.list(left)).length === 0;
}
