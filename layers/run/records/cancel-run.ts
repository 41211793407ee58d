import { FaultError } from '../../base/faults/index.ts';
import { latestOf } from './run-chain.ts';
import type { RunState, Runs } from './run-state.ts';
import { stopRun } from './stop-run.ts';

/**
 * Stops a run, or the latest run that continues it, and returns its state. Finished trainings stay in the bucket, and a
 * redrive continues from them. A run that has ended unpublished is left as it is, so that a second call changes nothing.
 *
 * @returns undefined if there is no such run
 * @throws FaultError RUN_PUBLISHED if the run has published its model
 */
export async function cancelRun(runs: Runs, name: string): Promise<RunState | undefined> {
  const latest = await latestOf(runs, name);
  if (latest === undefined) return undefined;
  if (latest.state === 'Published') throw alreadyPublished(latest);
  if (latest.state !== 'Running') return latest;
  await stopRun(runs, latest.run, 'Cancelled', 'The run was cancelled on request.');
  return latestOf(runs, name);
}

function alreadyPublished({ run, study = 'STUDY' }: RunState): FaultError {
  return new FaultError([
    {
      code: 'RUN_PUBLISHED',
      what: 'The run has published its model, so it cannot be cancelled.',
      where: {},
      found: `run ${run}, published`,
      expected: 'a run that is running',
      fix: `Upload another version of the study, whose model replaces this one, or delete the study with its models ("sarcomere delete ${study} --yes").`,
    },
  ]);
}
