import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile } from './percentile.ts';

describe('percentile', () => {
  it('interpolates between order statistics, as numpy does', () => {
    expect(percentile([Float64Array.of(4, 1, 3, 2)], 50)).toBe(2.5);
    expect(percentile([Float64Array.of(1, 2), Float64Array.of(10)], 95)).toBeCloseTo(9.2, 12);
    expect(percentile([Float64Array.of(5)], 95)).toBe(5);
  });

  it('agrees with sorting for all values, with NaN after all numbers', () => {
    const values = fc.array(fc.oneof(fc.double(), fc.constantFrom(0, 1, Number.NaN)), { maxLength: 2000 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (given, percent) => {
        const sorted = Float64Array.from(given).sort();
        const position = (percent / 100) * (sorted.length - 1);
        const below = sorted[Math.floor(position)]!;
        const above = sorted[Math.min(Math.floor(position) + 1, sorted.length - 1)]!;
        const expected = below + (position - Math.floor(position)) * (above - below);
        const half = Math.floor(given.length / 2);
        const parts = [given.slice(0, half), given.slice(half)].map((part) => Float64Array.from(part));
        expect(percentile(parts, percent) + 0).toBe(given.length > 0 ? expected + 0 : Number.NaN);
      }),
    );
  });

  it('leaves its input in order, and is NaN without values', () => {
    const values = Float64Array.of(3, 1, 2);
    percentile([values], 50);
    expect([...values]).toEqual([3, 1, 2]);
    expect(percentile([], 50)).toBeNaN();
  });
});
