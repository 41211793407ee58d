import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { isBatchJob, type Machine, withoutTasks } from './prune-definition.ts';
import { stateMachineFile } from './system.ts';

const aslValidator = createRequire(import.meta.url)('asl-validator') as (machine: object) => {
  isValid: boolean;
  errorsText: () => string;
};
const whole = JSON.parse(
  readFileSync(new URL(stateMachineFile, new URL('../', import.meta.url)), 'utf8'),
) as Machine;

/** Names of all states, those inside of Maps too. */
function namesOf(machine: Machine): string[] {
  return Object.entries(machine.States).flatMap(([name, { ItemProcessor }]) => [
    name,
    ...(ItemProcessor ? namesOf(ItemProcessor) : []),
  ]);
}

describe('the definition without GPU jobs', () => {
  const pruned = withoutTasks(whole, isBatchJob);

  it('names Batch nowhere, and lacks only the jobs and the choices that lead to them', () => {
    expect(JSON.stringify(whole)).toContain('batch:submitJob');
    expect(JSON.stringify(pruned)).not.toMatch(/batch|Gpu|gpu/);
    const gone = namesOf(whole).filter((name) => !namesOf(pruned).includes(name));
    expect(gone.sort()).toEqual(['ChooseCompute', 'ChooseComputeOfOne', 'TrainOnGpu', 'TrainOneOnGpu']);
  });

  it('starts each item with its training, and keeps all other states', () => {
    const processors = ['TrainSubdomains', 'TrainManySubdomains'].map(
      (name) => pruned.States[name]!.ItemProcessor!.StartAt,
    );
    expect(processors).toEqual(['Train', 'TrainOneOfMany']);
    const { TrainSubdomains: _, TrainManySubdomains: __, ...others } = pruned.States;
    for (const [name, state] of Object.entries(others)) expect(state).toEqual(whole.States[name]);
  });

  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(pruned);
    expect(errorsText()).toBe('');
    expect(isValid).toBe(true);
  });
});

describe('taking tasks out of a definition', () => {
  const isJob = ({ Resource }: { Resource?: string }) => Resource === 'job';
  const done = { Type: 'Succeed' };
  const job = { Type: 'Task', Resource: 'job', Next: 'Done' };
  const choice = (Choices: object[]) => ({ Type: 'Choice', Choices, Default: 'Work' });
  const work = { Type: 'Task', Resource: 'work', Next: 'Done' };
  const toJob = { Variable: '$.a', IsNull: true, Next: 'Job' };

  it('keeps a choice that still has a branch', () => {
    const toDone = { ...toJob, Next: 'Done' };
    const machine = {
      StartAt: 'Ask',
      States: { Ask: choice([toJob, toDone]), Job: job, Work: work, Done: done },
    };
    expect(withoutTasks(machine, isJob).States.Ask).toEqual(choice([toDone]));
  });

  it('leads what led to a choice of one way, by "Next", "Default", a branch or a catcher, to where that goes', () => {
    const machine = {
      StartAt: 'Outer',
      States: {
        Outer: { Type: 'Choice', Choices: [{ ...toJob, Next: 'Ask' }], Default: 'First' },
        First: { ...work, Next: 'Ask', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Ask' }] },
        Ask: choice([toJob]),
        Job: job,
        Work: work,
        Done: done,
      },
    };
    const { Outer, First } = withoutTasks(machine, isJob).States;
    expect(Outer).toMatchObject({ Choices: [{ Next: 'Work' }], Default: 'First' });
    expect(First).toMatchObject({ Next: 'Work', Catch: [{ Next: 'Work' }] });
  });

  it('takes along what only the task led to', () => {
    const machine = {
      StartAt: 'Ask',
      States: {
        Ask: choice([toJob]),
        Job: { ...job, Next: 'After' },
        After: work,
        Work: work,
        Done: done,
      },
    };
    expect(Object.keys(withoutTasks(machine, isJob).States)).toEqual(['Work', 'Done']);
  });

  it('changes nothing if there is no such task', () => {
    expect(withoutTasks(whole, isJob)).toEqual(whole);
  });

  it.each([
    ['starts with it', { StartAt: 'Job', States: { Job: job, Done: done } }],
    [
      'goes on with it',
      { StartAt: 'Work', States: { Work: { ...work, Next: 'Job' }, Job: job, Done: done } },
    ],
    [
      'has it for its default',
      { StartAt: 'Ask', States: { Ask: { ...choice([]), Default: 'Job' }, Job: job, Done: done } },
    ],
  ])('refuses a machine that %s', (_name, machine) => {
    expect(() => withoutTasks(machine, isJob)).toThrow('no way around the state Job');
  });
});
