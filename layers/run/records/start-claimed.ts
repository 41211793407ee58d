import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Bucket } from '../storage/index.ts';
import type { RunInput } from './run-objects.ts';
import type { Runs } from './run-state.ts';
import { stopRun } from './stop-run.ts';
import { readClaim, type StudyClaim } from './study-claim.ts';

/**
 * Lets a claimed execution replace earlier ones: stops them, starts it, and checks again that the study is claimed for it.
 * If not, a newer execution has replaced it meanwhile, and it is stopped too.
 *
 * @param begin starts or redrives the execution; returns false if there was nothing to start
 */
export async function startClaimed(
  bucket: Pick<Bucket, 'getJsonAndEtag'>,
  runs: Runs,
  study: string,
  claim: StudyClaim,
  begin: () => Promise<boolean>,
): Promise<boolean> {
  const { execution } = claim;
  const areAllThere = await stopReplaced(bucket, runs, study, claim);
  const isBegun = await begin();
  // An execution that was claimed but not yet started could not be stopped; it may have been started since.
  if (!areAllThere) await stopReplaced(bucket, runs, study, claim);
  const current = (await readClaim(bucket, study))?.value.execution;
  if (current !== undefined && current !== execution) await supersede(runs, execution, current);
  return isBegun;
}

/**
 * Stops the executions that an execution replaces, as long as the study is claimed for it; later, one of them may have been
 * redriven.
 *
 * @returns false if one of them has not been started
 */
export async function stopReplaced(
  bucket: Pick<Bucket, 'getJsonAndEtag'>,
  runs: Runs,
  study: string,
  { execution, replaces }: StudyClaim,
): Promise<boolean> {
  const areThere: boolean[] = [];
  for (const name of replaces) {
    if ((await readClaim(bucket, study))?.value.execution !== execution) return true;
    areThere.push(await supersede(runs, name, execution));
  }
  return areThere.every(Boolean);
}

function supersede(runs: Runs, execution: string, by: string): Promise<boolean> {
  return stopRun(runs, execution, 'Superseded', `Run ${by} replaced it.`);
}

/** @returns false if an execution with this name exists */
export async function startExecution(
  { client, stateMachineArn }: Runs,
  name: string,
  input: RunInput,
): Promise<boolean> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ExecutionAlreadyExists') return false;
    throw error;
  }
}
