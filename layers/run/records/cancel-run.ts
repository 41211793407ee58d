import { FaultError } from '../../base/faults/index.ts';
import { latestOf } from './run-chain.ts';
import type { RunState, Runs } from './run-state.ts';
import { stopRun } from './stop-run.ts';

/**
 * Stops a run, or the latest that has gone on with it, and answers what became of it. What is trained stays in the bucket:
 * a redrive goes on from there. A run that has ended unpublished is left as it is, so that a second call changes nothing.
 *
 * @returns undefined if there is no such run
 * @throws FaultError RUN_PUBLISHED if there is nothing to stop any more
 */
export async function cancelRun(runs: Runs, name: string): Promise<RunState | undefined> {
  const latest = await latestOf(runs, name);
  if (latest === undefined) return undefined;
  if (latest.state === 'Published') throw alreadyPublished(latest);
  if (latest.state !== 'Running') return latest;
  await stopRun(runs, latest.run, 'Cancelled', 'Somebody cancelled the run.');
  return latestOf(runs, name);
}

function alreadyPublished({ run, study = 'STUDY' }: RunState): FaultError {
  return new FaultError([
    {
      code: 'RUN_PUBLISHED',
      what: 'The run has published its model: there is nothing to cancel.',
      where: {},
      found: `run ${run}, published`,
      expected: 'a run that is running',
      fix: `Upload another version of the study, whose model takes its place, or delete the study with its models ("sarcomere delete ${study} --yes").`,
    },
  ]);
}
