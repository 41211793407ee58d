import { plainReason } from './aws-answer.ts';
import type { RunCommand } from './run-command.ts';

/** Names of the running runs. @throws Error if they cannot be listed */
export async function runningRunNames(run: RunCommand, stateMachineArn: string): Promise<string[]> {
  const listed = await run('aws', [
    'stepfunctions',
    'list-executions',
    '--state-machine-arn',
    stateMachineArn,
    '--status-filter',
    'RUNNING',
    '--query',
    'executions[].name',
    '--output',
    'json',
  ]);
  if (listed.code !== 0) {
    throw new Error(`cannot see whether runs are running: ${plainReason(listed.stdout)}`);
  }
  return JSON.parse(listed.stdout) as string[];
}
