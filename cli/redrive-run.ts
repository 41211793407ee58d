import { RedriveExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { hasLeftNothing, nameAfter } from '../layers/storage/run-chain.ts';
import {
  describeRun,
  executionArnOf,
  type RunState,
  type Runs,
  runOfObjects,
} from '../layers/storage/run-state.ts';
import type { Connection } from './connection.ts';

/**
 * Sets a failed run off again, and answers the name under which it goes on: its own, from the state that failed. Some
 * things a redrive cannot do: where too few models arrived it would only count them again, what is damaged it would only
 * read again, and what ended more than 14 days ago, or has left nothing to go on with, is not redriven. Then a new run goes on
 * with the same objects: it finds what is done, prepares anew what is damaged, and trains what is missing. So it does with
 * `isNewCode`, since a redrive calls the versions of the functions that were deployed when the run started.
 */
export async function redriveRun(
  { bucket, runs }: Connection,
  failed: RunState,
  { isNewCode = false }: { readonly isNewCode?: boolean } = {},
): Promise<string> {
  const canGoOn = !isNewCode && !needsAllStates.has(failed.error ?? '');
  const isPossible = canGoOn && !(await hasLeftNothing(bucket, failed));
  if (isPossible && (await isRedriven(runs, failed.run))) return failed.run;
  const { study } = failed;
  if (study === undefined) throw new Error(`run ${failed.run} names no study to go on with`);
  const run = runOfObjects(failed);
  const name = nameAfter(failed);
  await runs.client.send(
    new StartExecutionCommand({
      stateMachineArn: runs.stateMachineArn,
      name,
      input: JSON.stringify({ bucket: bucket.name, study, run }),
    }),
  );
  return name;
}

/** Errors of states whose cause lies in a state before them. A Map over many hides the errors of its items behind the last. */
const needsAllStates = new Set([
  'QuorumMissed',
  'PreparedDamaged',
  'ModelDamaged',
  'States.ExceedToleratedFailureThreshold',
]);

async function isRedriven(runs: Runs, run: string): Promise<boolean> {
  try {
    await runs.client.send(new RedriveExecutionCommand({ executionArn: executionArnOf(runs, run) }));
    return true;
  } catch (error) {
    if ((error as Error).name !== 'ExecutionNotRedrivable') throw error;
    // Perhaps somebody else was first.
    return (await describeRun(runs, run))?.state === 'Running';
  }
}
