import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelScale, normalise } from './normalise.ts';
import { percentile } from './percentile.ts';

describe('percentile', () => {
  it('interpolates between order statistics, as numpy does', () => {
    expect(percentile([Float64Array.of(4, 1, 3, 2)], 50)).toBe(2.5);
    expect(percentile([Float64Array.of(1, 2), Float64Array.of(10)], 95)).toBeCloseTo(9.2, 12);
    expect(percentile([Float64Array.of(5)], 95)).toBe(5);
  });

  it('is what sorting gives, whatever the values, with NaN after all numbers', () => {
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

  it('leaves its input in order, and is NaN of nothing', () => {
    const values = Float64Array.of(3, 1, 2);
    percentile([values], 50);
    expect([...values]).toEqual([3, 1, 2]);
    expect(percentile([], 50)).toBeNaN();
  });
});

describe('scale of a channel', () => {
  it('is the 95th percentile over all recordings of a subject', () => {
    const recordings = [0, 1].map((k) => Float64Array.from({ length: 500 }, (_, i) => (k * 500 + i) / 999));
    const scale = channelScale(recordings);
    expect(scale).toBeCloseTo(0.95, 9);
    expect(normalise(Float64Array.of(0.95), scale)[0]).toBeCloseTo(1, 9);
  });

  it('is not set by one artefact', () => {
    const quiet = new Float64Array(1000).fill(0.1);
    quiet[500] = 50;
    expect(channelScale([quiet])).toBe(0.1);
  });

  it('is 1 for a silent channel, so that nothing is divided by zero', () => {
    expect(channelScale([new Float64Array(10)])).toBe(1);
    expect(channelScale([])).toBe(1);
  });
});
