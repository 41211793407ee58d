import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GivenNames } from '../../inputs/index.ts';
import type { ContextGateJson, GateJson, NameGateJson } from '../model-file/gate-json.ts';
import type { GateView } from './gate.ts';
import { openGate } from './open-gate.ts';
import { weightsOf } from './weights-of.ts';

const inputNames = ['emg@0ms', 'emg~mean', 'emg~deviation'];
/** Rows with such a context mean, and deviation 0. */
const viewOf = (means: readonly number[], names: GivenNames = {}): GateView => ({
  rows: means.length,
  inputNames,
  inputs: Float32Array.from(means.flatMap((mean) => [9, mean, 0])),
  givenNames: () => names,
});
const seen = (mean: number, error = 1) => ({ mean: [mean, 0], deviation: [1, 1], error });
const context = (...densities: ContextGateJson['localModels']): GateJson => ({
  kind: 'context',
  temperature: 0.3,
  localModels: densities,
});
const half: GateJson = { kind: 'constant', weights: [0.5, 0.5] };
/** Weights of the first row, one a local model. */
const weigh = (json: GateJson, view: GateView, localModels = 2) =>
  weightsOf(openGate(json), view, localModels).map((column) => column[0]!);
/** Rows x local models. */
const weighRows = (json: GateJson, view: GateView, localModels = 2) => {
  const columns = weightsOf(openGate(json), view, localModels);
  return Array.from({ length: view.rows }, (_, row) => columns.map((column) => column[row]!));
};

describe('the gate by context', () => {
  it('is phi^0.3 / e over its sum', () => {
    const [first, second] = weigh(context(seen(0, 0.2), seen(2, 0.5)), viewOf([0.5]));
    const a = Math.exp(-0.5 * 0.25) ** 0.3 / 0.2;
    const b = Math.exp(-0.5 * 2.25) ** 0.3 / 0.5;
    expect([first, second]).toEqual([expect.closeTo(a / (a + b), 12), expect.closeTo(b / (a + b), 12)]);
  });

  it('counts a narrow Gaussian as denser', () => {
    const narrow = { ...seen(0), deviation: [0.5, 1] };
    const [first] = weigh(context(narrow, seen(0)), viewOf([0]));
    expect(first).toBeCloseTo(2 ** 0.3 / (1 + 2 ** 0.3), 12);
  });

  it('gives the nearest local model all weight if every density underflows', () => {
    expect(weigh(context(seen(0), seen(1000)), viewOf([1e6]))).toEqual([0, 1]);
  });

  it('gives a local model without a context no weight', () => {
    expect(weighRows(context(null, seen(5)), viewOf([0, 1]))).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('the gate by name', () => {
  const byName = (changes: Partial<NameGateJson> = {}): GateJson => ({
    kind: 'name',
    by: 'subject',
    leaders: { ana: [[0, 1]], ben: [[1, 1]] },
    share: 0.8,
    within: 'gate',
    otherwise: half,
    ...changes,
  });

  it('lets the local model of a given subject lead with its share', () => {
    const ana = weigh(byName(), viewOf([0], { subject: 'ana' }));
    expect(ana).toEqual([expect.closeTo(0.9, 12), expect.closeTo(0.1, 12)]);
    const ben = weigh(byName({ share: 1 }), viewOf([0], { subject: 'ben' }));
    expect(ben).toEqual([0, 1]);
  });

  it.each([undefined, 'carla', 'constructor', '__proto__'])(
    'gives the weights of the inner gate if %s is given',
    (subject) => {
      expect(weigh(byName(), viewOf([0], { subject }))).toEqual([0.5, 0.5]);
    },
  );

  it('weighs several leading local models as the inner gate does, or by their parts alone', () => {
    const inner: GateJson = { kind: 'constant', weights: [0.1, 0.3, 0.6] };
    const leads = { lyon: [[0, 0.5] as const, [1, 0.5] as const] };
    const inLyon = (within: 'gate' | 'parts') =>
      weigh(
        byName({ by: 'site', leaders: leads, share: 1, within, otherwise: inner }),
        viewOf([0], { site: 'lyon' }),
        3,
      );
    expect(inLyon('gate')).toEqual([0.25, 0.75, 0].map((w) => expect.closeTo(w, 12)));
    expect(inLyon('parts')).toEqual([0.5, 0.5, 0]);
  });

  it('lets a local model lead even if its weight by the inner gate is 0', () => {
    const otherwise: GateJson = { kind: 'constant', weights: [0, 1] };
    expect(weigh(byName({ share: 1, otherwise }), viewOf([0], { subject: 'ana' }))).toEqual([1, 0]);
  });
});

describe('a blend of gates', () => {
  it('is their mean by shares', () => {
    const first: GateJson = { kind: 'constant', weights: [1, 0] };
    const blend: GateJson = { kind: 'blend', gates: [first, half], shares: [0.4, 0.6] };
    expect(weigh(blend, viewOf([0, 1, 2]))).toEqual([0.7, 0.3]);
    const moving: GateJson = {
      kind: 'blend',
      gates: [context(seen(0), seen(50)), first],
      shares: [0.5, 0.5],
    };
    expect(weighRows(moving, viewOf([0, 50])).flat()).toEqual(
      [1, 0, 0.5, 0.5].map((weight) => expect.closeTo(weight, 6)),
    );
  });
});

describe('every gate', () => {
  const leaf = fc.oneof(
    fc.constant(half),
    fc
      .tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.01, max: 5, noNaN: true }))
      .map(([mean, error]) => context(seen(mean, error), seen(-mean, 1))),
  );
  const { gate } = fc.letrec<{ gate: GateJson }>((tie) => ({
    gate: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .tuple(tie('gate'), tie('gate'), fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([a, b, share]): GateJson => ({ kind: 'blend', gates: [a, b], shares: [share, 1 - share] })),
      fc.tuple(tie('gate'), fc.double({ min: 0, max: 1, noNaN: true })).map(
        ([otherwise, share]): GateJson => ({
          kind: 'name',
          by: 'task',
          leaders: { sit: [[1, 1]] },
          share,
          within: 'gate',
          otherwise,
        }),
      ),
    ),
  }));

  it('gives each row weights that are not negative and sum to 1, also after a round trip through JSON', () => {
    const contexts = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 5 });
    fc.assert(
      fc.property(gate, contexts, fc.constantFrom({}, { task: 'sit' }), (json, means, names) => {
        const view = viewOf(means, names);
        for (const [first, second] of weighRows(json, view)) {
          expect(Math.min(first!, second!)).toBeGreaterThanOrEqual(0);
          expect(first! + second!).toBeCloseTo(1, 12);
        }
        const stored = JSON.parse(JSON.stringify(openGate(json).toJson()));
        expect(stored).toEqual(JSON.parse(JSON.stringify(json)));
        expect(weighRows(stored, view)).toEqual(weighRows(json, view));
      }),
    );
  });

  it('gives weight only to local models that it lists as used', () => {
    fc.assert(
      fc.property(gate, fc.constantFrom({}, { task: 'sit' }), (json, names) => {
        const used = openGate(json).usedLocalModels();
        for (const [place, weight] of weigh(json, viewOf([0.3], names)).entries()) {
          if (weight > 0) expect(used).toContain(place);
        }
      }),
    );
  });
});
