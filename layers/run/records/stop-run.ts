import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { executionArnOf, type Runs, type StopError } from './run-state.ts';

/**
 * Stops an execution; the name of the error becomes its state. An execution that has ended is not changed.
 *
 * @returns false if there is no execution of this name (yet)
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
