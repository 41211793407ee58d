import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { blocksInTime, fitInterval, type OutputErrors } from '../weighing/testing.ts';
import { halfWidth, type Interval } from './interval.ts';

const rateHz = 50;
/** Stretches of rows whose errors are in proportion to their spread, each stretch with its own luck. */
function drawn(stretches: number, rowsOf: (stretch: number) => number, seed: number) {
  const random = xoroshiro128plus(seed);
  const rows = Array.from({ length: stretches }, (_, recording) => {
    const luck = 0.5 + uniformFloat64(random);
    return Array.from({ length: rowsOf(recording) }, (_, at) => {
      const spread = 0.1 + uniformFloat64(random);
      const error = luck * (spread + 0.05) * uniformFloat64(random);
      return { recording, timeS: at / rateHz, spread, error };
    });
  }).flat();
  return {
    errors: rows.map(({ error }) => error),
    spread: rows.map(({ spread }) => spread),
    recording: rows.map(({ recording }) => recording),
    timeS: rows.map(({ timeS }) => timeS),
  };
}
function coveredOf(interval: Interval, { errors, spread }: Pick<OutputErrors, 'errors' | 'spread'>): number {
  const within = Array.from(errors).filter((error, row) => error <= halfWidth(interval, spread[row]!));
  return within.length / errors.length;
}
const inTime = (values: readonly unknown[]) => values.map((_, at) => at / rateHz);

describe('a conformal interval', () => {
  it('covers 90 % of the rows of stretches that it was not fitted to', () => {
    const interval = fitInterval([drawn(60, () => 40, 1)])!;
    const share = coveredOf(
      interval,
      drawn(200, () => 40, 2),
    );
    expect(share).toBeGreaterThan(0.87);
    expect(share).toBeLessThan(0.95);
  });

  it('is wider if the local models disagree', () => {
    const interval = fitInterval([drawn(20, () => 40, 1)])!;
    expect(halfWidth(interval, 1)).toBeGreaterThan(2 * halfWidth(interval, 0));
    expect(halfWidth(interval, 0)).toBeGreaterThan(0);
  });

  it('counts every stretch the same, however long it is', () => {
    const errors = [...Array.from({ length: 20 }, (_, at) => 1 + at / 100), ...new Array(5000).fill(0.1)];
    const recording = errors.map((_, row) => Math.min(row, 20));
    const spread = errors.map(() => 0);
    const interval = fitInterval([{ errors, spread, recording, timeS: inTime(errors) }])!;
    // Twenty of 21 stretches err by more than 1: the long one does not outweigh them.
    expect(halfWidth(interval, 0)).toBeGreaterThan(1.15);
  });

  it('of two sets of rows lies between the intervals of each, however many rows they have', () => {
    const [narrow, wide] = [drawn(60, () => 40, 1), drawn(20, () => 40, 2)];
    wide.errors = Array.from(wide.errors, (error) => 3 * error);
    const widthOf = (...sets: OutputErrors[]) => halfWidth(fitInterval(sets)!, 0.5);
    expect(widthOf(narrow, wide)).toBeGreaterThan(1.2 * widthOf(narrow));
    expect(widthOf(narrow, wide)).toBeLessThan(widthOf(wide));
    expect(widthOf(narrow, { ...wide, errors: Array.from(wide.errors, () => Number.NaN) })).toBe(
      widthOf(narrow),
    );
  });

  it('is the largest score if there are too few stretches for a quantile', () => {
    const errors = { errors: [0.1, 0.3, 0.2], spread: [0, 0, 0], recording: [1, 1, 2] };
    const interval = fitInterval([{ ...errors, timeS: [0, 0.02, 0] }])!;
    expect(halfWidth(interval, 0)).toBeCloseTo(0.3, 12);
  });

  it.each([1, 2, 3, 5, 9])(
    'of %i long stretches is made of blocks of time, not of the largest score',
    (stretches) => {
      const shares = [1, 2, 3, 4, 5, 6].map((seed) => {
        const fitted = drawn(stretches, () => Math.ceil((18 * rateHz) / stretches), seed);
        const interval = fitInterval([fitted])!;
        expect(coveredOf(interval, fitted)).toBeLessThan(1);
        return coveredOf(
          interval,
          drawn(stretches, () => 2000, seed),
        );
      });
      const mean = shares.reduce((sum, share) => sum + share) / shares.length;
      expect(mean).toBeGreaterThan(0.85);
      expect(mean).toBeLessThan(0.97);
    },
  );

  it('counts the stretch of a recording once, also if it was scattered over sub-domains', () => {
    const whole = drawn(20, () => 40, 1);
    const order = whole.errors.map((_, row) => row).sort((a, b) => (a % 7) - (b % 7) || a - b);
    const of = (values: readonly number[]) => order.map((row) => values[row]!);
    const { errors, spread, recording, timeS } = whole;
    const scattered = { errors: of(errors), spread: of(spread), recording: of(recording), timeS: of(timeS) };
    expect(fitInterval([scattered])).toEqual(fitInterval([whole]));
  });

  it('of a force is never wider than the largest force of its muscle', () => {
    const fitted = drawn(20, () => 40, 1);
    const interval = fitInterval([fitted], 905)!;
    expect(halfWidth(interval, 4000)).toBe(905);
    expect(halfWidth(interval, 0.5)).toBe(halfWidth(fitInterval([fitted])!, 0.5));
    // As in models of earlier versions.
    expect(halfWidth({ factor: 2, offset: 1 }, 4000)).toBe(8002);
  });

  it('skips rows without a label, and is undefined without any', () => {
    const two = { spread: [0, 0], recording: [0, 1], timeS: [0, 0] };
    const labelled = fitInterval([{ errors: [Number.NaN, 0.4], ...two }])!;
    expect(halfWidth(labelled, 0)).toBeCloseTo(0.4, 12);
    expect(fitInterval([{ errors: [Number.NaN, Number.NaN], ...two }])).toBeUndefined();
  });
});

describe('a block of time', () => {
  const stretches = (count: number, seconds: number) =>
    Array.from({ length: count }, (_, recording) =>
      Array.from({ length: seconds * rateHz }, (_, at) => ({ recording, timeS: 7 + at / rateHz })),
    ).flat();
  const blocksOf = (count: number, seconds: number) => {
    const rows = stretches(count, seconds);
    return blocksInTime(
      rows.map(({ recording }) => recording),
      rows.map(({ timeS }) => timeS),
    );
  };

  it.each([
    ['24 stretches are blocks as they are', 24, 60, 24],
    ['eighteen are cut in two', 18, 60, 36],
    ['sixteen are cut in three', 16, 60, 48],
    ['one is cut into 36', 1, 60, 36],
    ['no block is shorter than half a second', 2, 4.6, 18],
    ['and a stretch shorter than a second is not cut', 2, 0.8, 2],
  ])('%s', (_, count, seconds, blocks) => {
    expect(new Set(blocksOf(count, seconds)).size).toBe(blocks);
  });

  it('belongs to one recording, and its rows follow each other', () => {
    const rows = stretches(3, 10);
    const blocks = blocksOf(3, 10);
    for (let row = 1; row < rows.length; row++) {
      expect(blocks[row]! - blocks[row - 1]!).toBeLessThanOrEqual(1);
      if (rows[row]!.recording !== rows[row - 1]!.recording) expect(blocks[row]).toBe(blocks[row - 1]! + 1);
    }
  });
});
