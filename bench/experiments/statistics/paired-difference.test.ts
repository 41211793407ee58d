import { describe, expect, it } from 'vitest';
import { pairedDifference } from './paired-difference.ts';

describe('a paired difference', () => {
  it("has Student's interval for five pairs", () => {
    const { mean, low, high, pairs } = pairedDifference([2, 4, 6, 8, 10], [1, 2, 3, 4, 5]);
    // Differences 1 to 5: mean 3, deviation sqrt(2.5); t(4) = 2.7764.
    const half = (2.7764 * Math.sqrt(2.5)) / Math.sqrt(5);
    expect([mean, pairs]).toEqual([3, 5]);
    expect([low, high]).toEqual([expect.closeTo(3 - half, 4), expect.closeTo(3 + half, 4)]);
  });

  it('continues without a step beyond the table', () => {
    const half = (pairs: number) => {
      const a = Array.from({ length: pairs }, (_, at) => at % 2);
      const { mean, high } = pairedDifference(a, new Array(pairs).fill(0));
      const squares = a.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return (high - mean) / Math.sqrt(squares / (pairs - 1) / pairs);
    };
    expect(half(11)).toBeCloseTo(2.2281, 4);
    expect(Math.abs(half(12) - 2.201)).toBeLessThan(3e-3);
    expect(Math.abs(half(31) - 2.0423)).toBeLessThan(3e-3);
  });

  it('gives no interval for one pair', () => {
    expect(pairedDifference([1], [0])).toEqual({ mean: 1, low: -Infinity, high: Infinity, pairs: 1 });
  });
});
