import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Known } from '../../preparation/name-inputs.ts';
import type { Gate, GateView } from './gate.ts';
import { speakers, weightsOf } from './weights-of.ts';

const inputNames = ['emg@0ms', 'emg~mean', 'emg~deviation'];
/** Rows with such a context mean, and deviation 0. */
const viewOf = (means: readonly number[], known: Known = {}): GateView => ({
  rows: means.length,
  inputNames,
  inputs: Float32Array.from(means.flatMap((mean) => [9, mean, 0])),
  known: () => known,
});
const seen = (mean: number, error = 1) => ({ mean: [mean, 0], deviation: [1, 1], reach: 3, error });
const context = (...members: Extract<Gate, { kind: 'context' }>['members']): Gate => ({
  kind: 'context',
  temperature: 0.3,
  members,
});
const half: Gate = { kind: 'constant', weights: [0.5, 0.5] };

describe('the gate by context', () => {
  it('is phi^0.3 / e over its sum, as SCIENCE has it', () => {
    const [first, second] = weightsOf(context(seen(0, 0.2), seen(2, 0.5)), viewOf([0.5]), 2) as Float64Array;
    const a = Math.exp(-0.5 * 0.25) ** 0.3 / 0.2;
    const b = Math.exp(-0.5 * 2.25) ** 0.3 / 0.5;
    expect([first, second]).toEqual([expect.closeTo(a / (a + b), 12), expect.closeTo(b / (a + b), 12)]);
  });

  it('counts a narrow Gaussian as denser', () => {
    const narrow = { ...seen(0), deviation: [0.5, 1] };
    const [first] = weightsOf(context(narrow, seen(0)), viewOf([0]), 2) as Float64Array;
    expect(first).toBeCloseTo(2 ** 0.3 / (1 + 2 ** 0.3), 12);
  });

  it('still says who is nearest where every density underflows', () => {
    const weights = weightsOf(context(seen(0), seen(1000)), viewOf([1e6]), 2);
    expect([...(weights as Float64Array)]).toEqual([0, 1]);
  });

  it('lets a member that takes no part say nothing', () => {
    expect([...(weightsOf(context(null, seen(5)), viewOf([0, 1]), 2) as Float64Array)]).toEqual([0, 1, 0, 1]);
  });
});

describe('the gate that uses what is known', () => {
  const known = (changes: Partial<Extract<Gate, { kind: 'known' }>> = {}): Gate => ({
    kind: 'known',
    by: 'subject',
    leads: { ana: [[0, 1]], ben: [[1, 1]] },
    share: 0.8,
    within: 'gate',
    otherwise: half,
    ...changes,
  });

  it('lets the local model of a named subject lead with its share', () => {
    const ana = weightsOf(known(), viewOf([0], { subject: 'ana' }), 2) as Float64Array;
    expect([...ana]).toEqual([expect.closeTo(0.9, 12), expect.closeTo(0.1, 12)]);
    const ben = weightsOf(known({ share: 1 }), viewOf([0], { subject: 'ben' }), 2) as Float64Array;
    expect([...ben]).toEqual([0, 1]);
  });

  it.each([undefined, 'carla', 'constructor', '__proto__'])(
    'weighs as if nothing were known for %s',
    (subject) => {
      expect([...(weightsOf(known(), viewOf([0], { subject }), 2) as Float64Array)]).toEqual([0.5, 0.5]);
    },
  );

  it('weighs several leading members as the inner gate does, or by their parts alone', () => {
    const inner: Gate = { kind: 'constant', weights: [0.1, 0.3, 0.6] };
    const leads = { lyon: [[0, 0.5] as const, [1, 0.5] as const] };
    const weigh = (within: 'gate' | 'parts') =>
      weightsOf(
        known({ by: 'site', leads, share: 1, within, otherwise: inner }),
        viewOf([0], { site: 'lyon' }),
        3,
      );
    expect([...(weigh('gate') as Float64Array)]).toEqual([0.25, 0.75, 0].map((w) => expect.closeTo(w, 12)));
    expect([...(weigh('parts') as Float64Array)]).toEqual([0.5, 0.5, 0]);
  });

  it('lets a member lead even where the inner gate has no weight left for it', () => {
    const otherwise: Gate = { kind: 'constant', weights: [0, 1] };
    const weights = weightsOf(known({ share: 1, otherwise }), viewOf([0], { subject: 'ana' }), 2);
    expect([...(weights as Float64Array)]).toEqual([1, 0]);
  });
});

describe('a blend of gates', () => {
  it('is their mean by shares, and constant where they are', () => {
    const first: Gate = { kind: 'constant', weights: [1, 0] };
    const blend: Gate = { kind: 'blend', gates: [first, half], shares: [0.4, 0.6] };
    expect([...(weightsOf(blend, viewOf([0, 1, 2]), 2) as Float64Array)]).toEqual([0.7, 0.3]);
    const moving: Gate = { kind: 'blend', gates: [context(seen(0), seen(50)), first], shares: [0.5, 0.5] };
    expect([...(weightsOf(moving, viewOf([0, 50]), 2) as Float64Array)]).toEqual(
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
  const { gate } = fc.letrec<{ gate: Gate }>((tie) => ({
    gate: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc
        .tuple(tie('gate'), tie('gate'), fc.double({ min: 0, max: 1, noNaN: true }))
        .map(([a, b, share]): Gate => ({ kind: 'blend', gates: [a, b], shares: [share, 1 - share] })),
      fc.tuple(tie('gate'), fc.double({ min: 0, max: 1, noNaN: true })).map(
        ([otherwise, share]): Gate => ({
          kind: 'known',
          by: 'task',
          leads: { sit: [[1, 1]] },
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
      fc.property(gate, contexts, fc.constantFrom({}, { task: 'sit' }), (given, means, known) => {
        const weights = weightsOf(given, viewOf(means, known), 2);
        for (let at = 0; at < weights.length; at += 2) {
          expect(Math.min(weights[at]!, weights[at + 1]!)).toBeGreaterThanOrEqual(0);
          expect(weights[at]! + weights[at + 1]!).toBeCloseTo(1, 12);
        }
        expect(weightsOf(JSON.parse(JSON.stringify(given)), viewOf(means, known), 2)).toEqual(weights);
      }),
    );
  });

  it('names the members that speak in any row', () => {
    expect(speakers([0, 1], 2)).toEqual([false, true]);
    expect(speakers([1, 0, 0, 0.4, 0, 0.6], 3)).toEqual([true, false, true]);
  });
});
