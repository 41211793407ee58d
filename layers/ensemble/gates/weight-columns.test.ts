import { describe, expect, it } from 'vitest';
import type { Gate, GateView } from './gate.ts';
import { rowStride } from './gate.ts';
import { weightColumnsOf } from './weight-columns.ts';
import { weightsOf } from './weights-of.ts';

const members = 5;
const subjects = ['ana', 'ben', undefined, 'carla'];
const view: GateView = {
  rows: 9,
  inputNames: ['emg@0ms', 'emg~mean', 'emg~deviation'],
  inputs: Float32Array.from({ length: 27 }, (_, at) => Math.sin(3 * at)),
  known: (row) => ({ subject: subjects[row % 4], task: row % 2 === 0 ? 'sit' : 'walk' }),
};
const context: Gate = {
  kind: 'context',
  temperature: 0.3,
  members: [
    null,
    ...[0, 0.4, 0.4, 1].map((mean) => ({ mean: [mean, mean], deviation: [0.5, 1], reach: 3, error: 0.3 })),
  ],
};
const known = (otherwise: Gate, within: 'gate' | 'parts' = 'gate'): Gate => ({
  kind: 'known',
  by: 'subject',
  leads: {
    ana: [
      [1, 0.25],
      [3, 0.75],
    ],
    ben: [[4, 1]],
    carla: [],
  },
  share: 0.7,
  within,
  otherwise,
});
const constant: Gate = { kind: 'constant', weights: [0.5, 0, 0.25, 0.25, 0] };

const gates: readonly (readonly [string, Gate])[] = [
  ['constant weights', constant],
  ['a context', context],
  ['a context that few may speak in', { ...context, most: 2 }],
  ['a name', known(context)],
  ['a name whose parts alone count', known(context, 'parts')],
  ['a name whose members the inner gate has no weight for', known(constant)],
  ['a name within few', known({ ...context, most: 1 })],
  ['names within names', { ...known(known(context)), by: 'task', leads: { sit: [[2, 1]] } } as Gate],
  ['a blend', { kind: 'blend', gates: [known(context), constant], shares: [0.3, 0.7] }],
];

describe('the weights of a gate, member by member', () => {
  it.each(gates)('are those that it gives row by row: %s', (_, gate) => {
    const whole = weightsOf(gate, view, members);
    const stride = rowStride(whole, members);
    const columns = weightColumnsOf(gate, view, members);
    const weights = new Float64Array(view.rows);
    for (let member = 0; member < members; member++) {
      columns.fill(member, weights);
      for (let row = 0; row < view.rows; row++) {
        expect(weights[row]).toBeCloseTo(whole[row * stride + member]!, 14);
      }
    }
  });
});

describe('a gate by context that few may speak in', () => {
  const crowd: Gate = {
    kind: 'context',
    temperature: 0.3,
    members: Array.from({ length: 200 }, (_, at) => ({
      mean: [Math.sin(at), Math.cos(3 * at)],
      deviation: [0.5, 0.7],
      reach: 3,
      error: 0.2 + 0.001 * at,
    })),
  };
  const sorted = (weights: ArrayLike<number>, row: number) =>
    Array.from({ length: 200 }, (_, at) => ({ at, weight: weights[row * 200 + at]! })).sort(
      (a, b) => b.weight - a.weight,
    );

  it.each([1, 7, 64, 199])('gives the largest %i weights of the whole gate their parts of 1', (most) => {
    const whole = weightsOf(crowd, view, 200);
    const few = weightsOf({ ...crowd, most }, view, 200);
    for (let row = 0; row < view.rows; row++) {
      const largest = sorted(whole, row).slice(0, most);
      const sum = largest.reduce((total, { weight }) => total + weight, 0);
      for (const { at, weight } of largest) expect(few[row * 200 + at]).toBeCloseTo(weight / sum, 12);
      const speaking = sorted(few, row).filter(({ weight }) => weight > 0);
      expect(speaking).toHaveLength(most);
    }
  });

  it('lets everybody speak where fewer are there', () => {
    expect(weightsOf({ ...crowd, most: 200 }, view, 200)).toEqual(weightsOf(crowd, view, 200));
  });
});
