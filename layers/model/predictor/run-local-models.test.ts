import { describe, expect, it } from 'vitest';
import { smallNetwork, smallProblem, smallTable, viewOf } from '../weighing/testing.ts';
import { openGate } from './gates/open-gate.ts';
import type { GateJson } from './model-file/gate-json.ts';
import { runLocalModels } from './run-local-models.ts';

const problem = smallProblem();
const localModels = [1, 2, 3].map((seed) => ({ learned: smallNetwork(problem, seed) }));
const view = viewOf(smallTable(problem, [{ recording: 0, rows: 41 }]), problem, ['subject']);
const context: GateJson = {
  kind: 'context',
  temperature: 0.3,
  localModels: [0.5, 1, 1.5].map((mean) => ({ mean: [mean, 0.5], deviation: [0.3, 0.3], error: 0.2 })),
};
const named: GateJson = {
  kind: 'name',
  by: 'subject',
  leaders: { ana: [[1, 1]] },
  share: 0.5,
  within: 'gate',
  otherwise: context,
};

describe('the weighted outputs of the local models', () => {
  it.each([
    ['the same weights for every row', { kind: 'constant', weights: [0.2, 0, 0.8] } as GateJson],
    ['weights by context', context],
    ['weights by the name of the row', named],
  ])('gives the same answer in blocks of rows as in one go, with %s', (_, json) => {
    const gate = openGate(json);
    const whole = runLocalModels(localModels, gate, view, undefined);
    expect(whole.values).toHaveLength(41 * 3);
    for (const cells of [3, 30, 60])
      expect(runLocalModels(localModels, gate, view, undefined, cells)).toEqual(whole);
  });

  it('runs no local model without weight', () => {
    const silent = {
      get learned(): never {
        throw new Error('was run');
      },
    };
    const gate = openGate({ kind: 'constant', weights: [1, 0] });
    expect(() => runLocalModels([localModels[0]!, silent as never], gate, view, undefined)).not.toThrow();
  });
});
