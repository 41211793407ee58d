import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkOutput } from '../network/index.ts';
import { combine } from './combine.ts';

/** @param rows the outputs of each row */
const output = (...rows: number[][]): NetworkOutput => ({
  values: Float32Array.from(rows.flat()),
  outputs: rows[0]!.length,
});

/** The same weights in each of two rows, by columns. */
const inBothRows = (weights: readonly number[]) => weights.map((weight) => [weight, weight]);

describe('combine', () => {
  it('is the weighted mean of every output, with its weighted standard deviation', () => {
    const { values, spread, outputs } = combine(
      [output([0, 10, 20], [1, 30, 40]), output([4, 50, 20], [1, 70, 0])],
      inBothRows([0.75, 0.25]),
    );
    expect(outputs).toBe(3);
    expect([...values]).toEqual([1, 20, 20, 1, 40, 30]);
    // sqrt(3/4 * 1/4) of the difference
    const share = Math.sqrt(0.1875);
    const expected = [4 * share, 40 * share, 0, 0, 40 * share, 40 * share];
    expect([...spread]).toEqual(expected.map((x) => expect.closeTo(x, 12)));
  });

  it('lies between the outputs of the local models, without spread if they agree', () => {
    const shares = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 });
    const angles = fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(shares, angles, (given, predicted) => {
        const total = given.reduce((a, b) => a + b, 0);
        const weights = given.map((share) => new Array<number>(predicted.length).fill(share / total));
        const same = combine(
          given.map(() => output(...predicted.map((angle) => [angle]))),
          weights,
        );
        const apart = combine(
          given.map((_, at) => output(...predicted.map((angle) => [angle + at]))),
          weights,
        );
        for (const [at, angle] of predicted.entries()) {
          expect(same.values[at]).toBeCloseTo(angle, 12);
          expect(same.spread[at]).toBeCloseTo(0, 12);
          expect(apart.values[at]).toBeGreaterThanOrEqual(angle - 1e-5);
          expect(apart.values[at]).toBeLessThanOrEqual(angle + given.length - 1 + 1e-5);
        }
      }),
    );
  });

  it('does not change if a local model is split into two of half its weight', () => {
    const [a, b] = [output([0.3, 5]), output([-1.1, 9])];
    const whole = combine([a, b], inBothRows([0.6, 0.4]));
    const split = combine([a, a, b], inBothRows([0.3, 0.3, 0.4]));
    for (const at of [0, 1]) {
      expect(split.values[at]).toBeCloseTo(whole.values[at]!, 14);
      expect(split.spread[at]).toBeCloseTo(whole.spread[at]!, 14);
    }
  });

  it('ignores outputs without weight, be they absent or infinite', () => {
    const alone = combine([output([0.5])], inBothRows([1]));
    expect(combine([undefined, output([0.5])], inBothRows([0, 1]))).toEqual(alone);
    expect(combine([output([Number.POSITIVE_INFINITY]), output([0.5])], inBothRows([0, 1]))).toEqual(alone);
  });
});
