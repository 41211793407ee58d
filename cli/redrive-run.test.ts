import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Bucket } from '../layers/storage/bucket.ts';
import type { RunState } from '../layers/storage/run-state.ts';
import type { Connection } from './connection.ts';
import { redriveRun } from './redrive-run.ts';

const stateMachineArn = 'arn:aws:states:eu-west-1:1:stateMachine:m';
const arnOf = (run: string) => `arn:aws:states:eu-west-1:1:execution:m:${run}`;
const failed = (run: string, error: string): RunState => ({
  run,
  study: 'knee',
  state: 'Failed',
  error,
  startedAt: '2026-03-02T00:00:00.000Z',
});

/** Step Functions, and what was asked of it. */
function connectionTo({ isRedrivable = true, status = 'FAILED', left = ['prepared/problem.json'] } = {}) {
  const asked: unknown[] = [];
  const send = async (command: unknown) => {
    if (command instanceof DescribeExecutionCommand) return { name: 'r1', status };
    if (command instanceof RedriveExecutionCommand && !isRedrivable) {
      throw Object.assign(new Error(), { name: 'ExecutionNotRedrivable' });
    }
    asked.push(command);
    return {};
  };
  const connection: Connection = {
    bucket: { name: 'data', list: async () => left } as unknown as Bucket,
    runs: { client: { send } as unknown as SFNClient, stateMachineArn },
  };
  return { connection, asked };
}

const started = (name: string) => ({
  stateMachineArn,
  name,
  input: JSON.stringify({ bucket: 'data', study: 'knee', run: 'r1' }),
});

describe('redriveRun', () => {
  it('redrives a run from the state that failed, under its own name', async () => {
    const { connection, asked } = connectionTo();
    expect(await redriveRun(connection, failed('r1', 'States.Timeout'))).toBe('r1');
    expect(asked).toMatchObject([{ input: { executionArn: arnOf('r1') } }]);
    expect(asked[0]).toBeInstanceOf(RedriveExecutionCommand);
  });

  it('starts another run over the same objects for new code, since a redrive calls the code with which the run started', async () => {
    const { connection, asked } = connectionTo();
    const isNewCode = true;
    expect(await redriveRun(connection, failed('r1', 'States.Timeout'), { isNewCode })).toBe('r1-again-1');
    expect(asked).toMatchObject([{ input: started('r1-again-1') }]);
    expect(asked[0]).toBeInstanceOf(StartExecutionCommand);
  });

  it('starts another run over the same objects where models were lost, since a redrive would only count them again', async () => {
    const { connection, asked } = connectionTo();
    expect(await redriveRun(connection, failed('r1', 'QuorumMissed'))).toBe('r1-again-1');
    expect(asked).toMatchObject([{ input: started('r1-again-1') }]);
    expect(asked[0]).toBeInstanceOf(StartExecutionCommand);
  });

  it.each(['PreparedDamaged', 'ModelDamaged', 'States.ExceedToleratedFailureThreshold'])(
    'starts another run after %s, since a redrive would only read the same again',
    async (error) => {
      const { connection } = connectionTo();
      expect(await redriveRun(connection, failed('r1', error))).toBe('r1-again-1');
    },
  );

  it('starts none where somebody else was first', async () => {
    const { connection, asked } = connectionTo({ isRedrivable: false, status: 'RUNNING' });
    expect(await redriveRun(connection, failed('r1', 'States.Timeout'))).toBe('r1');
    expect(asked).toEqual([]);
  });

  it('starts one where nothing is left that a redrive could go on with', async () => {
    const { connection } = connectionTo({ left: [] });
    expect(await redriveRun(connection, failed('r1', 'States.Timeout'))).toBe('r1-again-1');
  });

  it('starts one also where the redrive comes too late', async () => {
    const { connection, asked } = connectionTo({ isRedrivable: false });
    const again = { ...failed('r1-again-2', 'Error'), goesOnWith: 'r1' };
    expect(await redriveRun(connection, again)).toBe('r1-again-3');
    expect(asked).toMatchObject([{ input: started('r1-again-3') }]);
  });
});
