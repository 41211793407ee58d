import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildFeatures, featureNames, warmUpRows } from './features.ts';

const lagsMs = [0, 40, 80, 140, 220, 320];

describe('features', () => {
  const ramp = Float64Array.from({ length: 100 }, (_, row) => row);
  const square = ramp.map((row) => row * row);

  it('are each envelope at each lag, and before the start its first sample', () => {
    const settings = { lagsMs, contextS: 0 };
    const features = buildFeatures([ramp, square], settings, 50);
    const row = (at: number) => [...features.subarray(at * 12, (at + 1) * 12)];
    const lags = [0, 2, 4, 7, 11, 16];
    expect(row(50)).toEqual([...lags.map((lag) => 50 - lag), ...lags.map((lag) => (50 - lag) ** 2)]);
    expect(row(5)).toEqual([5, 3, 1, 0, 0, 0, 25, 9, 1, 0, 0, 0]);
    expect(featureNames(['a', 'b'], settings)[7]).toBe('b@40ms');
  });

  it('have as their context the mean and deviation of the last samples, naively computed', () => {
    const envelope = fc.float64Array({ minLength: 1, maxLength: 80, min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(envelope, fc.double({ min: 0.02, max: 3, noNaN: true }), (values, contextS) => {
        const settings = { lagsMs: [0], contextS };
        const features = buildFeatures([values], settings, 50);
        const window = Math.max(1, Math.round(contextS * 50));
        expect(features.length).toBe(values.length * 3);
        for (let row = 0; row < values.length; row++) {
          const last = values.slice(Math.max(0, row - window + 1), row + 1);
          const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
          const variance = last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / last.length;
          expect(Math.abs(features[row * 3 + 1]! - mean)).toBeLessThan(1e-5);
          expect(Math.abs(features[row * 3 + 2]! - Math.sqrt(variance))).toBeLessThan(1e-5);
        }
      }),
    );
  });

  it('come in the order of their names', () => {
    const settings = { lagsMs: [0, 100], contextS: 0.2 };
    expect(featureNames(['a', 'b'], settings)).toEqual([
      'a@0ms',
      'a@100ms',
      'b@0ms',
      'b@100ms',
      'a~mean',
      'a~deviation',
      'b~mean',
      'b~deviation',
    ]);
    const constants = [new Float64Array(20).fill(2), new Float64Array(20).fill(7)];
    const features = buildFeatures(constants, settings, 50);
    expect([...features.subarray(19 * 8)]).toEqual([2, 2, 7, 7, 2, 0, 7, 0]);
  });

  it('never look ahead', () => {
    const settings = { lagsMs, contextS: 1 };
    const changed = ramp.map((value, row) => (row > 60 ? -value : value));
    const until = 61 * 8;
    const before = buildFeatures([ramp], settings, 50).subarray(0, until);
    expect(buildFeatures([changed], settings, 50).subarray(0, until)).toEqual(before);
  });

  it('have their oldest lag whole after the warm-up', () => {
    expect(warmUpRows({ lagsMs, contextS: 2 }, 50)).toBe(16);
    expect(warmUpRows({ lagsMs, contextS: 2 }, 100)).toBe(32);
    expect(warmUpRows({ lagsMs: [0], contextS: 2 }, 50)).toBe(0);
  });

  it('of nothing are nothing', () => {
    expect(buildFeatures([new Float64Array()], { lagsMs, contextS: 2 }, 50)).toEqual(new Float32Array());
  });
});
