import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConstantGate } from './gates/constant-gate.ts';
import { NameGate } from './gates/name-gate.ts';
import { namesLearned, unknownNames } from './unknown-names.ts';

const constant = new ConstantGate({ weights: [1] });
const led = new NameGate({
  by: 'task',
  leads: { walk: [[0, 1]], sit: [[0, 1]] },
  share: 1,
  within: 'gate',
  otherwise: constant,
});
const model = {
  emgScales: { ana: [0.5] },
  inputNames: ['emg@0ms', 'task=sit', 'task=walk'],
  modes: { single: constant },
  trainedSites: ['bogota', 'lyon'],
  trainedTasks: ['sit', 'walk'],
};
const { trainedSites: _, trainedTasks: __, ...older } = model;
const codes = (...given: Parameters<typeof unknownNames>) => unknownNames(...given).map(({ code }) => code);

describe('names that a model does not know', () => {
  it('are none if no names or names of the training are given', () => {
    expect(codes(model, {})).toEqual([]);
    expect(codes(model, { subject: 'ana', site: 'lyon', task: 'walk' })).toEqual([]);
  });

  it('are reported with the names that it knows, and with the nearest one', () => {
    expect(unknownNames(model, { site: 'Bogotá', task: 'stairs-down' })).toEqual([
      {
        code: 'SITE_UNKNOWN',
        what: 'The model has not learned from that site.',
        where: { column: 'site' },
        found: '"Bogotá"',
        expected: 'one of "bogota", "lyon"',
        fix: 'Write "bogota" if that is meant; for another site name none.',
      },
      {
        code: 'TASK_UNKNOWN',
        what: 'The model has not learned from that task.',
        where: { column: 'task' },
        found: '"stairs-down"',
        expected: 'one of "sit", "walk"',
        fix: 'Name no task: the model then predicts without it.',
      },
    ]);
  });

  it('reveal no pseudonym of the study but the given one, however alike', () => {
    const study = { ...model, emgScales: { '7N': [1], '7n': [1], '7': [1], 'ana-1': [1], ana: [1] } };
    for (const subject of ['7Nx', 'N7', '7M', '77', 'ana1', 'Ana', 'ena', 'somebody-else']) {
      const [fault] = unknownNames(study, { subject });
      const { found, ...rest } = fault!;
      expect(found).toBe(JSON.stringify(subject));
      expect(fault!.code).toBe('SUBJECT_UNKNOWN');
      for (const other of Object.keys(study.emgScales))
        expect(JSON.stringify(rest)).not.toContain(`"${other}`);
      expect(rest).toEqual({ ...rest, fix: unknownNames(study, { subject: 'zzzzzzzzzz' })[0]!.fix });
    }
  });

  it('are compared to the letter: any other spelling is refused, with faults alone', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('walk', 'Walk', 'sit ', 'lyon', 'constructor', '__proto__'),
    );
    fc.assert(
      fc.property(name, name, (site, task) => {
        expect(codes(model, { site, task })).toEqual([
          ...(model.trainedSites.includes(site) ? [] : ['SITE_UNKNOWN']),
          ...(model.trainedTasks.includes(task) ? [] : ['TASK_UNKNOWN']),
        ]);
      }),
    );
  });
});

describe('a model that was published before it listed its sites and tasks', () => {
  it('knows the names that its networks have inputs for, and the names that lead in any of its modes', () => {
    expect(namesLearned(older, 'task')).toEqual(['sit', 'walk']);
    const ofGate = { ...older, inputNames: ['emg@0ms'], modes: { single: constant, gated: led } };
    expect(namesLearned(ofGate, 'task')).toEqual(['sit', 'walk']);
    expect(codes(ofGate, { task: 'wlak' })).toEqual(['TASK_UNKNOWN']);
  });

  it('refuses no name if names make no difference', () => {
    expect(namesLearned(older, 'site')).toBeUndefined();
    expect(codes(older, { site: 'anywhere' })).toEqual([]);
  });
});
