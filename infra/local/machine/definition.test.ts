import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../prune-definition.ts';
import { functions, stateMachineFile } from '../../system.ts';
import { projectRoot } from '../functions/invoker.ts';
import { forOneMachine, functionsOfStates, retriedStates, substituted } from './definition.ts';

const aslValidator = createRequire(import.meta.url)('asl-validator') as (
  machine: Machine,
  options: { checkPaths: boolean; checkArn: boolean },
) => { isValid: boolean; errorsText: () => string };
const text = readFileSync(new URL(stateMachineFile, projectRoot), 'utf8');

describe('the state machine', () => {
  it('is valid Amazon States Language, paths and ARNs too, in the file and on one machine', () => {
    for (const machine of [substituted(text), forOneMachine(substituted(text), 2)]) {
      const { isValid, errorsText } = aslValidator(machine, { checkPaths: true, checkArn: true });
      expect(errorsText()).toBe('');
      expect(isValid).toBe(true);
    }
  });

  it('calls functions that exist, and no other placeholder stands in it', () => {
    const called = new Set(functionsOfStates(substituted(text)).values());
    expect([...called].sort()).toEqual(
      ['aggregate-models', 'prepare-study', 'publish-model', 'train-subdomain'].filter(
        (name) => name in functions,
      ),
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of the state machine
    expect(() => substituted('{"a":"${Bukcet}"}')).toThrow('Bukcet');
  });

  it('is written in JSONPath, gives every task a time limit beyond that of its function, and unique state names', () => {
    expect(text).not.toMatch(/QueryLanguage|"Assign"/);
    const tasks = statesOf(substituted(text)).filter(([, state]) => state.Type === 'Task');
    for (const [name, state] of tasks) {
      expect(state.TimeoutSeconds, name).toBeGreaterThan(0);
      if (!state.Resource?.startsWith('arn:aws:lambda:')) continue;
      const functionName = functionsOfStates(substituted(text)).get(name) as keyof typeof functions;
      expect(state.TimeoutSeconds, name).toBeGreaterThan(functions[functionName].timeoutS);
    }
    const names = statesOf(substituted(text)).map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('tries every task again, with jitter, on errors that may pass, and on no other', () => {
    const tasks = statesOf(substituted(text)).filter(([, state]) => state.Type === 'Task');
    expect(retriedStates(substituted(text)).sort()).toEqual(tasks.map(([name]) => name).sort());
    for (const [, state] of tasks) {
      const retriers = state.Retry as { ErrorEquals: string[]; JitterStrategy: string }[];
      expect(retriers.every(({ JitterStrategy }) => JitterStrategy === 'FULL')).toBe(true);
      const retried = retriers.flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(retried).toContain('TransientError');
      const unnamed = retried.filter((error) => error === 'States.ALL' || error === 'States.TaskFailed');
      // Of a job one learns only that it failed; Batch has by then tried again whatever lost its instance.
      expect(unnamed).toEqual(isJob(state) ? ['States.TaskFailed'] : []);
    }
  });

  it('catches what a training throws, and nothing that ends a run: a redrive goes on from the state that failed', () => {
    const outer = Object.values(substituted(text).States);
    for (const state of outer) expect(state).not.toHaveProperty('Catch');
    const inner = outer.flatMap(({ ItemProcessor }) => (ItemProcessor ? statesOf(ItemProcessor) : []));
    for (const [name, state] of inner) {
      if (state.Type !== 'Task') continue;
      const reads = /^Train(OneOfMany)?$/.test(name);
      const damaged = [{ ErrorEquals: ['PreparedDamaged'], Next: expect.stringMatching(/IsDamaged$/) }];
      expect(state.Catch, name).toMatchObject([...(reads ? damaged : []), { ErrorEquals: ['States.ALL'] }]);
    }
    // A redrive enters a Fail state once more, and the run fails once more; a study at fault stays at fault.
    const fails = outer.filter(({ Type }) => Type === 'Fail');
    expect(fails).toMatchObject([{ Error: 'StudyRejected' }]);
  });

  it('lets a training wait for hours if other runs hold every slot, and twelve hours fit into the history', () => {
    const trainings = statesOf(substituted(text)).filter(([name]) =>
      /^(Train|RecordLoss)(OneOfMany|OfOne)?$/.test(name),
    );
    expect(trainings).toHaveLength(4);
    for (const [name, state] of trainings) {
      const [first] = state.Retry as {
        ErrorEquals: string[];
        MaxDelaySeconds: number;
        MaxAttempts: number;
      }[];
      expect(first!.ErrorEquals).toEqual(['Lambda.TooManyRequestsException']);
      // With full jitter half of the longest delay is waited for in the mean.
      const meanWaitS = first!.MaxDelaySeconds / 2;
      expect(meanWaitS * first!.MaxAttempts).toBeGreaterThan(2 * 3600);
      // Each try is three events, and an inline Map has its forty items in one history.
      const items = name.includes('One') ? 1 : 40;
      expect((3 * items * 12 * 3600) / meanWaitS).toBeLessThan(15_000);
    }
  });

  it('asks no task for a heartbeat, for which neither a function nor a job that is waited for has a token', () => {
    // They go with a task token, which activities and ".waitForTaskToken" give, and ".sync" does not: a task with a
    // heartbeat interval all the same would fail, as none would come. stop-stalled takes the objects that a run writes
    // as its sign of life. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
    for (const [name, state] of statesOf(substituted(text))) {
      expect(state.Resource ?? '', name).not.toMatch(/activity|waitForTaskToken/);
      expect(state, name).not.toHaveProperty('HeartbeatSeconds');
    }
  });
});

function isJob({ Resource }: Machine['States'][string]): boolean {
  return Resource === 'arn:aws:states:::batch:submitJob.sync';
}

function statesOf(machine: Machine): [string, Machine['States'][string]][] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as [string, typeof state],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}
