import { describe, expect, it } from 'vitest';
import { MemoryBucket } from '../storage/testing.ts';
import { cancelRun } from './cancel-run.ts';
import { keys } from './keys.ts';
import { redriveRun } from './redrive-run.ts';
import { describeRun, executionArnOf } from './run-state.ts';
import { startExecution } from './start-claimed.ts';
import { MemoryStepFunctions } from './step-functions.testing.ts';

/** A study with executions in these states. */
async function studyWith(executions: Readonly<Record<string, { status: string; error?: string }>>) {
  const bucket = new MemoryBucket();
  const runs = new MemoryStepFunctions();
  for (const [name, how] of Object.entries(executions)) {
    const run = name.replace(/-again-\d+$/, '');
    await startExecution(runs, name, {
      bucket: 'memory',
      study: 'knee',
      run,
      uploadedAt: '2026-03-02T00:00:00.000Z',
    });
    runs.end(name, how as never);
    await bucket.putJson(keys.prepared('knee', run, 'problem.json'), {});
  }
  const redrive = async (name: string) => redriveRun({ bucket, runs }, (await describeRun(runs, name))!);
  return { bucket, runs, redrive };
}

const timedOut = { status: 'TIMED_OUT', error: 'States.Timeout' };

describe('redriveRun', () => {
  it('goes on if the claim of the study is damaged', async () => {
    const { bucket, runs, redrive } = await studyWith({ r1: timedOut });
    await bucket.put(keys.claim('knee'), '{"execution": "r');
    expect(await redrive('r1')).toBe('r1');
    expect(runs.running()).toEqual(['r1']);
    expect(await bucket.getJson(keys.claim('knee'))).toMatchObject({ execution: 'r1' });
  });

  it.each([
    ['that failed', timedOut],
    ['that was cancelled', { status: 'ABORTED', error: 'Cancelled' }],
    ['that was superseded', { status: 'ABORTED', error: 'Superseded' }],
  ])('redrives a run %s under its own name', async (_, how) => {
    const { runs, redrive } = await studyWith({ r1: how });
    expect(await redrive('r1')).toBe('r1');
    expect(runs.running()).toEqual(['r1']);
    expect(runs.executions.get('r1')!.redriveDate).toBeDefined();
  });

  it('starts another run over the same objects if models were lost, since a redrive would only count them again', async () => {
    const { runs, redrive } = await studyWith({ r1: { status: 'FAILED', error: 'QuorumMissed' } });
    expect(await redrive('r1')).toBe('r1-again-1');
    expect(runs.running()).toEqual(['r1-again-1']);
    expect(runs.input('r1-again-1')).toEqual({
      bucket: 'memory',
      study: 'knee',
      run: 'r1',
      uploadedAt: '2026-03-02T00:00:00.000Z',
    });
  });

  it('starts none if another caller was first', async () => {
    const { runs, redrive } = await studyWith({ r1: timedOut });
    const failed = (await describeRun(runs, 'r1'))!;
    await redrive('r1');
    const { bucket } = await studyWith({});
    await bucket.putJson(keys.prepared('knee', 'r1', 'problem.json'), {});
    expect(await redriveRun({ bucket, runs }, failed)).toBe('r1');
    expect([...runs.executions.keys()]).toEqual(['r1']);
  });

  it('starts one if nothing is left that a redrive could go on with', async () => {
    const { bucket, redrive } = await studyWith({ r1: timedOut });
    await bucket.deletePrefix('runs/knee/r1/');
    expect(await redrive('r1')).toBe('r1-again-1');
  });

  it('starts one also if the redrive comes too late', async () => {
    const { runs, redrive } = await studyWith({ r1: timedOut, 'r1-again-2': timedOut });
    const tooLate = executionArnOf(runs, 'r1-again-2');
    const { send } = runs.client;
    runs.client.send = (async (command: {
      constructor: { name: string };
      input: { executionArn: string };
    }) => {
      const isRedrive = command.constructor.name === 'RedriveExecutionCommand';
      if (isRedrive && command.input.executionArn === tooLate)
        throw Object.assign(new Error(), { name: 'ExecutionNotRedrivable' });
      return send(command as never);
    }) as never;
    expect(await redrive('r1-again-2')).toBe('r1-again-3');
    expect(runs.running()).toEqual(['r1-again-3']);
  });

  it.each(['claimed', 'not claimed'])(
    'refuses while another run of the study is running that is %s, and goes on after it is cancelled, as its fault says',
    async (claimed) => {
      const { bucket, runs, redrive } = await studyWith({ r1: timedOut, r2: { status: 'RUNNING' } });
      if (claimed === 'claimed')
        await bucket.putJson(keys.claim('knee'), {
          execution: 'r2',
          run: 'r2',
          uploadedAt: '2026-03-02T00:00:01.000Z',
          newestUploadAt: '2026-03-02T00:00:01.000Z',
          replaces: ['r1'],
        });
      await expect(redrive('r1')).rejects.toMatchObject({
        faults: [{ code: 'STUDY_RUNNING', found: 'run r2 of knee, running' }],
      });
      expect(runs.running()).toEqual(['r2']);
      await cancelRun(runs, 'r2');
      expect(await redrive('r1')).toBe('r1');
      expect(runs.running()).toEqual(['r1']);
    },
  );
});

it('a run that is claimed but not started yet is not overtaken by a redrive', async () => {
  const { bucket, runs, redrive } = await studyWith({ r1: timedOut });
  const at = '2026-03-02T00:00:01.000Z';
  const claim = { execution: 'r2', run: 'r2', uploadedAt: at, newestUploadAt: at, replaces: ['r1'] };
  await bucket.putJson(keys.claim('knee'), claim);
  await expect(redrive('r1')).rejects.toMatchObject({
    faults: [{ found: 'run r2 of knee, about to start' }],
  });
  expect(runs.running()).toEqual([]);
});

describe('cancelRun', () => {
  it('stops a run, and changes nothing when it is called again', async () => {
    const { runs } = await studyWith({ r1: { status: 'RUNNING' } });
    const ended = { run: 'r1', state: 'Cancelled', error: 'Cancelled' };
    expect(await cancelRun(runs, 'r1')).toMatchObject(ended);
    expect(await cancelRun(runs, 'r1')).toMatchObject(ended);
  });

  it('stops the one that goes on with it', async () => {
    const { runs } = await studyWith({ r1: timedOut, 'r1-again-1': { status: 'RUNNING' } });
    expect(await cancelRun(runs, 'r1')).toMatchObject({ run: 'r1-again-1', state: 'Cancelled' });
    expect((await describeRun(runs, 'r1'))?.state).toBe('Failed');
  });

  it('leaves a run that failed as it is', async () => {
    const { runs } = await studyWith({ r1: timedOut });
    expect(await cancelRun(runs, 'r1')).toMatchObject({ state: 'Failed', error: 'States.Timeout' });
  });

  it('refuses for a published run, and is undefined if there is no such run', async () => {
    const { runs } = await studyWith({ r1: { status: 'SUCCEEDED' } });
    await expect(cancelRun(runs, 'r1')).rejects.toMatchObject({ faults: [{ code: 'RUN_PUBLISHED' }] });
    expect(await cancelRun(runs, 'r9')).toBeUndefined();
  });
});
