import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { latestOf, nameAfter } from './run-chain.ts';
import type { Runs } from './run-state.ts';

/** Step Functions with executions of these statuses. */
function runsOf(statuses: Readonly<Record<string, string>>): Runs {
  const send = async (command: DescribeExecutionCommand) => {
    expect(command).toBeInstanceOf(DescribeExecutionCommand);
    const name = command.input.executionArn!.split(':').at(-1)!;
    if (!(name in statuses)) throw Object.assign(new Error(), { name: 'ExecutionDoesNotExist' });
    return { name, status: statuses[name], input: JSON.stringify({ study: 'knee', run: 'r1' }) };
  };
  const client = { send } as unknown as Runs['client'];
  return { client, stateMachineArn: 'arn:aws:states:eu-west-1:1:stateMachine:m' };
}

describe('latestOf', () => {
  it.each([
    [{ r1: 'FAILED', 'r1-again-1': 'FAILED', 'r1-again-2': 'SUCCEEDED' }, 'r1-again-2'],
    [{ r1: 'FAILED', 'r1-again-1': 'FAILED' }, 'r1-again-1'],
    [{ r1: 'SUCCEEDED', 'r1-again-1': 'RUNNING' }, 'r1-again-1'],
    [{ r1: 'SUCCEEDED' }, 'r1'],
    [{}, undefined],
  ])('of %o is %s', async (statuses, latest) => {
    expect((await latestOf(runsOf(statuses), 'r1'))?.run).toBe(latest);
  });

  it('begins at the run that is named', async () => {
    const runs = runsOf({ r1: 'FAILED', 'r1-again-1': 'FAILED', 'r1-again-2': 'RUNNING' });
    expect((await latestOf(runs, 'r1-again-1'))?.run).toBe('r1-again-2');
  });
});

it('the next name of a run counts on', async () => {
  const runs = runsOf({ r1: 'FAILED', 'r1-again-9': 'FAILED' });
  expect(nameAfter((await latestOf(runs, 'r1'))!)).toBe('r1-again-1');
  expect(nameAfter((await latestOf(runs, 'r1-again-9'))!)).toBe('r1-again-10');
});
