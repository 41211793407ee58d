import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { fitInterval } from './fit-interval.ts';
import { halfWidth } from './interval.ts';

/** Blocks of rows whose errors are in proportion to their spread, each block with its own luck. */
function drawn(blocks: number, rowsOf: (block: number) => number, seed: number) {
  const random = xoroshiro128plus(seed);
  const rows = Array.from({ length: blocks }, (_, block) => {
    const luck = 0.5 + uniformFloat64(random);
    return Array.from({ length: rowsOf(block) }, () => {
      const spread = 0.1 + uniformFloat64(random);
      return { block, spread, error: luck * (spread + 0.05) * uniformFloat64(random) };
    });
  }).flat();
  return {
    errors: rows.map(({ error }) => error),
    spread: rows.map(({ spread }) => spread),
    block: rows.map(({ block }) => block),
  };
}

describe('a conformal interval', () => {
  it('covers 90 % of the rows of stretches that it was not fitted to', () => {
    const interval = fitInterval(drawn(60, () => 40, 1))!;
    const fresh = drawn(200, () => 40, 2);
    const within = fresh.errors.filter((error, row) => error <= halfWidth(interval, fresh.spread[row]!));
    const share = within.length / fresh.errors.length;
    expect(share).toBeGreaterThan(0.87);
    expect(share).toBeLessThan(0.95);
  });

  it('is wider where the members disagree', () => {
    const interval = fitInterval(drawn(20, () => 40, 1))!;
    expect(halfWidth(interval, 1)).toBeGreaterThan(2 * halfWidth(interval, 0));
    expect(halfWidth(interval, 0)).toBeGreaterThan(0);
  });

  it('counts every stretch the same, however long it is', () => {
    const errors = [...Array.from({ length: 20 }, (_, at) => 1 + at / 100), ...new Array(5000).fill(0.1)];
    const block = errors.map((_, row) => Math.min(row, 20));
    const interval = fitInterval({ errors, spread: errors.map(() => 0), block })!;
    // Twenty of 21 stretches err by more than 1: the long one does not talk them down.
    expect(halfWidth(interval, 0)).toBeGreaterThan(1.15);
  });

  it('is the largest residual where there are too few stretches for a quantile', () => {
    const interval = fitInterval({ errors: [0.1, 0.3, 0.2], spread: [0, 0, 0], block: [1, 1, 2] })!;
    expect(halfWidth(interval, 0)).toBeCloseTo(0.3, 12);
  });

  it('passes over rows without a label, and cannot be had without any', () => {
    const labelled = fitInterval({ errors: [Number.NaN, 0.4], spread: [0, 0], block: [0, 1] })!;
    expect(halfWidth(labelled, 0)).toBeCloseTo(0.4, 12);
    expect(fitInterval({ errors: [Number.NaN], spread: [0], block: [0] })).toBeUndefined();
  });
});
