import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { describeRun, listRuns, type Runs } from './run-state.ts';

const stateMachineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:study-run';
const arnOf = (run: string) => `arn:aws:states:eu-west-1:000000000000:execution:study-run:${run}`;

const execution = (run: string, facts: Partial<DescribeExecutionOutput> = {}): DescribeExecutionOutput => ({
  executionArn: arnOf(run),
  stateMachineArn,
  name: run,
  status: 'RUNNING',
  startDate: new Date('2025-03-14T08:30:00Z'),
  input: JSON.stringify({ bucket: 'data', study: 'knee', run }),
  ...facts,
});

function runsOver(executions: readonly DescribeExecutionOutput[], listed = executions): Runs {
  const send = async (command: unknown) => {
    if (command instanceof ListExecutionsCommand) {
      expect(command.input.stateMachineArn).toBe(stateMachineArn);
      const start = Number(command.input.nextToken ?? 0);
      const end = start + command.input.maxResults!;
      return {
        executions: listed.slice(start, end).map(({ executionArn }) => ({ executionArn })),
        ...(end < listed.length ? { nextToken: String(end) } : {}),
      };
    }
    expect(command).toBeInstanceOf(DescribeExecutionCommand);
    const { executionArn } = (command as DescribeExecutionCommand).input;
    const found = executions.find((each) => each.executionArn === executionArn);
    if (!found) throw Object.assign(new Error('none'), { name: 'ExecutionDoesNotExist' });
    return found;
  };
  return { client: { send } as unknown as Pick<SFNClient, 'send'>, stateMachineArn };
}

const stateOf = (facts: Partial<DescribeExecutionOutput>) =>
  describeRun(runsOver([execution('r1', facts)]), 'r1');

describe('describeRun', () => {
  it('is Running for a running execution', async () => {
    expect(await stateOf({})).toEqual({
      run: 'r1',
      study: 'knee',
      state: 'Running',
      startedAt: '2025-03-14T08:30:00.000Z',
    });
  });

  it.each([
    [{ status: 'SUCCEEDED' }, 'Published'],
    [{ status: 'FAILED', error: 'StudyRejected' }, 'Rejected'],
    [{ status: 'FAILED', error: 'QuorumMissed' }, 'Failed'],
    [{ status: 'FAILED' }, 'Failed'],
    [{ status: 'TIMED_OUT' }, 'Failed'],
    [{ status: 'ABORTED' }, 'Failed'],
    [{ status: 'ABORTED', error: 'RunStalled' }, 'Failed'],
    [{ status: 'ABORTED', error: 'Cancelled' }, 'Cancelled'],
    [{ status: 'ABORTED', error: 'Superseded' }, 'Superseded'],
    [{ status: 'FAILED', error: 'Cancelled' }, 'Failed'],
    [{ status: 'PENDING_REDRIVE' }, 'Running'],
  ] as const)('calls an execution of %o %s', async (facts, state) => {
    expect(await stateOf(facts)).toMatchObject({ state });
  });

  it('has the time of the upload, and the run of a newer model that was published before', async () => {
    const input = JSON.stringify({ study: 'knee', run: 'r1', uploadedAt: '2025-03-14T08:29:58.000Z' });
    const output = JSON.stringify({ state: 'Published', model: 'models/knee/r1/', newer: 'r2' });
    expect(await stateOf({ status: 'SUCCEEDED', input, output })).toMatchObject({
      uploadedAt: '2025-03-14T08:29:58.000Z',
      newer: 'r2',
    });
  });

  it('has the end of a run and the reason of a rejection', async () => {
    const stopDate = new Date('2025-03-14T08:31:00Z');
    const cause = 'The study has 2 faults: COLUMN_MISSING x 2.';
    expect(await stateOf({ status: 'FAILED', error: 'StudyRejected', cause, stopDate })).toMatchObject({
      state: 'Rejected',
      endedAt: '2025-03-14T08:31:00.000Z',
      error: 'StudyRejected',
      reason: cause,
    });
  });

  it("gives the message alone of Lambda's error", async () => {
    const cause = JSON.stringify({
      errorType: 'QuorumMissed',
      errorMessage: '2 of 8 are sound.',
      trace: ['at x'],
    });
    expect(await stateOf({ status: 'FAILED', error: 'QuorumMissed', cause })).toMatchObject({
      reason: '2 of 8 are sound.',
    });
  });

  it("gives the name of Lambda's error if it has no message, and never its trace", async () => {
    const cause = JSON.stringify({ errorType: 'RangeError', errorMessage: '', trace: ['at x'] });
    expect(await stateOf({ status: 'FAILED', error: 'RangeError', cause })).toMatchObject({
      error: 'RangeError',
      reason: 'RangeError',
    });
  });

  it.each(['{"errorType":""}', '{"errorMessage":7}', '{"errorMessage":""}', 'null', '[]', '{"cut sh', '7'])(
    'gives the cause %j as it is',
    async (cause) => {
      expect(await stateOf({ status: 'FAILED', cause })).toMatchObject({ reason: cause });
    },
  );

  it("gives the error's name if there is no cause, and no reason if there is neither", async () => {
    expect(await stateOf({ status: 'FAILED', error: 'States.Timeout' })).toMatchObject({
      reason: 'States.Timeout',
    });
    expect(await stateOf({ status: 'FAILED', error: 'States.Timeout', cause: '' })).toMatchObject({
      reason: 'States.Timeout',
    });
    expect(await stateOf({ status: 'FAILED' })).not.toHaveProperty('reason');
  });

  it('cuts a reason that has no end', async () => {
    const state = await stateOf({ status: 'FAILED', cause: 'x'.repeat(30_000) });
    expect(state!.reason).toHaveLength(2000);
  });

  it.each([undefined, '', 'no JSON', '[]', '{"study":7}'])(
    'leaves the study out if the input is %j',
    async (input) => {
      expect(await describeRun(runsOver([{ ...execution('r1'), input }]), 'r1')).not.toHaveProperty('study');
    },
  );

  it('names the run that it continues, if that is another', async () => {
    const input = JSON.stringify({ study: 'knee', run: 'r0' });
    const again = await describeRun(runsOver([{ ...execution('r0-again-1'), input }]), 'r0-again-1');
    expect(again).toMatchObject({ run: 'r0-again-1', goesOnWith: 'r0' });
    expect(await stateOf({})).not.toHaveProperty('goesOnWith');
  });

  it('finds no run of another name', async () => {
    expect(await describeRun(runsOver([execution('r1')]), 'r2')).toBeUndefined();
  });

  it('hands on other errors of Step Functions', async () => {
    const send = () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const client = { send } as unknown as Runs['client'];
    await expect(describeRun({ client, stateMachineArn }, 'r1')).rejects.toThrow('no');
  });
});

describe('listRuns', () => {
  const all = ['r1', 'r2', 'r3'].map((run) => execution(run));

  it('goes through the runs page by page', async () => {
    const first = await listRuns(runsOver(all), { limit: 2 });
    expect(first.runs.map(({ run }) => run)).toEqual(['r1', 'r2']);
    const second = await listRuns(runsOver(all), { limit: 2, next: first.next });
    expect(second.runs.map(({ run }) => run)).toEqual(['r3']);
    expect(second).not.toHaveProperty('next');
  });

  it('leaves out a run that expired since it was listed', async () => {
    const { runs } = await listRuns(runsOver(all.slice(1), all));
    expect(runs.map(({ run }) => run)).toEqual(['r2', 'r3']);
  });
});
