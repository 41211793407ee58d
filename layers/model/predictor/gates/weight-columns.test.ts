import { describe, expect, it } from 'vitest';
import { type Naming, namings } from '../../inputs/index.ts';
import type { ContextGateJson, GateJson, NameGateJson, NestedGateJson } from '../model-file/gate-json.ts';
import type { GateView } from './gate.ts';
import { openGate } from './open-gate.ts';
import { weightsOf } from './weights-of.ts';

const localModels = 5;
const subjects = ['ana', 'ben', undefined, 'carla'];
const view: GateView = {
  rows: 9,
  inputNames: ['emg@0ms', 'emg~mean', 'emg~deviation'],
  inputs: Float32Array.from({ length: 27 }, (_, at) => Math.sin(3 * at)),
  givenNames: (row) => ({ subject: subjects[row % 4], task: row % 2 === 0 ? 'sit' : 'walk' }),
};
const context: ContextGateJson = {
  kind: 'context',
  temperature: 0.3,
  localModels: [
    null,
    ...[0, 0.4, 0.4, 1].map((mean) => ({ mean: [mean, mean], deviation: [0.5, 1], error: 0.3 })),
  ],
};
const byName = (otherwise: GateJson, within: 'gate' | 'parts' = 'gate'): NameGateJson => ({
  kind: 'name',
  by: 'subject',
  leaders: {
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
const constant: GateJson = { kind: 'constant', weights: [0.5, 0, 0.25, 0.25, 0] };

const nested: NestedGateJson = {
  kind: 'nested',
  families: [
    {
      name: 'by subject and task',
      localModels: [
        { place: 0, names: { subject: 'ana', task: 'sit' } },
        { place: 1, names: { subject: 'ben', task: 'sit' } },
      ],
    },
    {
      name: 'by task',
      localModels: [
        { place: 2, names: { task: 'sit' } },
        { place: 1, names: { task: 'walk' } },
      ],
    },
    { name: 'everything', localModels: [{ place: 3, names: {} }] },
  ],
  shares: [
    { given: [], shares: [0, 0.5, 0.5] },
    { given: ['task'], shares: [0, 0.75, 0.25] },
    { given: ['subject', 'task'], shares: [0.5, 0.25, 0.25] },
  ],
};

/** Of the rows, ana and ben walk, whose local models are of sit: then the shares of the task alone count. */
const forestsAlone: NestedGateJson = {
  ...nested,
  shares: [
    { given: [], shares: [0, 0, 1] },
    { given: ['task'], shares: [0, 1, 0] },
    { given: ['subject', 'task'], shares: [1, 0, 0] },
  ],
};

const gates: readonly (readonly [string, GateJson])[] = [
  ['constant weights', constant],
  ['a context', context],
  ['a context in which few have weight', { ...context, mostLocalModels: 2 }],
  ['a name', byName(context)],
  ['a name whose parts alone count', byName(context, 'parts')],
  ['a name whose local models have no weight by the inner gate', byName(constant)],
  ['a name within few', byName({ ...context, mostLocalModels: 1 })],
  ['names within names', { ...byName(byName(context)), by: 'task', leaders: { sit: [[2, 1]] } }],
  ['nested families', nested],
  ['nested families, one for each set of names', forestsAlone],
  ['nested families by context', { ...nested, within: context }],
  ['a blend', { kind: 'blend', gates: [byName(context), constant], shares: [0.3, 0.7] }],
];

/** The formula of nested families, for a row whose given names are the row's. */
function nestedInOneRow({ families, shares, within }: NestedGateJson, row: number): number[] {
  const given = view.givenNames(row);
  const isKnown = (by: Naming) =>
    families.some((family) => family.localModels.some(({ names }) => names[by] && names[by] === given[by]));
  const known = namings.filter(isKnown);
  const entries = shares
    .filter((entry) => entry.given.every((by) => known.includes(by)))
    .sort((a, b) => b.given.length - a.given.length);
  const fits = families.map(({ localModels }) =>
    localModels.filter(({ names }) => known.every((by) => !names[by] || names[by] === given[by])),
  );
  const own = entries.find((entry) => fits.some((ones, at) => ones.length > 0 && entry.shares[at]! > 0))!;
  const inner = within ? inOneRow(within, row) : [1, 1, 1, 1, 1];
  const weights = [0, 0, 0, 0, 0];
  let sum = 0;
  for (const [at, fitting] of fits.entries()) {
    const total = fitting.reduce((all, { place }) => all + inner[place]!, 0);
    if (fitting.length > 0) sum += own.shares[at]!;
    for (const { place } of fitting)
      weights[place]! += own.shares[at]! * (total > 0 ? inner[place]! / total : 1 / fitting.length);
  }
  return weights.map((weight) => weight / sum);
}

/** The formulas of the gates, written once more for one row. */
function inOneRow(gate: GateJson, row: number): number[] {
  const { inputs } = view;
  switch (gate.kind) {
    case 'nested':
      return nestedInOneRow(gate, row);
    case 'constant':
      return [...gate.weights];
    case 'context': {
      const densities = gate.localModels.map((seen) => {
        if (!seen) return 0;
        const squares = seen.mean.map(
          (mean, at) => ((inputs[3 * row + 1 + at]! - mean) / seen.deviation[at]!) ** 2,
        );
        const product = seen.deviation.reduce((all, deviation) => all * deviation, 1);
        const density = Math.exp(-squares.reduce((sum, square) => sum + square, 0) / 2) / product;
        return density ** gate.temperature / seen.error;
      });
      const least = densities.toSorted((a, b) => b - a)[(gate.mostLocalModels ?? densities.length) - 1]!;
      return parts(densities.map((density) => (density >= least ? density : 0)));
    }
    case 'name': {
      const others = inOneRow(gate.otherwise, row);
      const lead = gate.leaders[view.givenNames(row)[gate.by] ?? ''] ?? [];
      if (lead.length === 0) return others;
      const part = others.map((_, place) => lead.find(([at]) => at === place)?.[1] ?? 0);
      const gated = part.map((p, place) => p * others[place]!);
      const isGated = gate.within === 'gate' && gated.some((weight) => weight > 0);
      const leading = parts(isGated ? gated : part);
      return others.map((other, place) => gate.share * leading[place]! + (1 - gate.share) * other);
    }
    case 'blend': {
      const blended = gate.gates.map((inner) => inOneRow(inner, row));
      return blended[0]!.map((_, place) =>
        blended.reduce((sum, weights, at) => sum + gate.shares[at]! * weights[place]!, 0),
      );
    }
  }
}

function parts(values: readonly number[]): number[] {
  const sum = values.reduce((all, value) => all + value, 0);
  return values.map((value) => value / sum);
}

describe('the weights of a gate, column by column', () => {
  it.each(gates)('are those of its formula in each row: %s', (_, json) => {
    const columns = openGate(json).columns(view);
    const weights = new Float64Array(view.rows);
    for (let place = 0; place < localModels; place++) {
      columns.fill(place, weights);
      for (let row = 0; row < view.rows; row++) {
        expect(weights[row]).toBeCloseTo(inOneRow(json, row)[place]!, 12);
      }
    }
  });

  it.each(gates)('are the same in any order of local models, and twice: %s', (_, json) => {
    const forwards = weightsOf(openGate(json), view, localModels);
    const columns = openGate(json).columns(view);
    const weights = new Float64Array(view.rows);
    for (const place of [4, 2, 0, 1, 3, 3]) {
      columns.fill(place, weights);
      expect(weights).toEqual(forwards[place]);
    }
  });
});

describe('a gate by context in which few have weight', () => {
  const crowd: ContextGateJson = {
    kind: 'context',
    temperature: 0.3,
    localModels: Array.from({ length: 200 }, (_, at) => ({
      mean: [Math.sin(at), Math.cos(3 * at)],
      deviation: [0.5, 0.7],
      error: 0.2 + 0.001 * at,
    })),
  };
  const weigh = (json: GateJson) => weightsOf(openGate(json), view, 200);
  const sorted = (weights: readonly Float64Array[], row: number) =>
    weights.map((column, at) => ({ at, weight: column[row]! })).sort((a, b) => b.weight - a.weight);

  it.each([1, 7, 64, 199])('rescales the largest %i weights of the whole gate to a sum of 1', (most) => {
    const whole = weigh(crowd);
    const few = weigh({ ...crowd, mostLocalModels: most });
    for (let row = 0; row < view.rows; row++) {
      const largest = sorted(whole, row).slice(0, most);
      const sum = largest.reduce((total, { weight }) => total + weight, 0);
      for (const { at, weight } of largest) expect(few[at]![row]).toBeCloseTo(weight / sum, 12);
      const used = sorted(few, row).filter(({ weight }) => weight > 0);
      expect(used).toHaveLength(most);
    }
  });

  it('gives all local models weight if there are fewer', () => {
    expect(weigh({ ...crowd, mostLocalModels: 200 })).toEqual(weigh(crowd));
  });
});
