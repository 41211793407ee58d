import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { executionArnOf, type Runs, type StopError } from './run-state.ts';

/**
 * Stops an execution, so that its state is the error's name. One that has ended stays as it is.
 *
 * @returns false if there is no execution of that name, or not yet
 */
export async function stopRun(
  runs: Runs,
  execution: string,
  error: StopError,
  cause: string,
): Promise<boolean> {
  try {
    const executionArn = executionArnOf(runs, execution);
    await runs.client.send(new StopExecutionCommand({ executionArn, error, cause }));
    return true;
  } catch (thrown) {
    if ((thrown as Error).name === 'ExecutionDoesNotExist') return false;
    throw thrown;
  }
}
