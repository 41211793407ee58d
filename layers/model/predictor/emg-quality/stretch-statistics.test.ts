import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../base/numbers/index.ts';
import {
  channelPairs,
  statisticsOfChannel,
  statisticsWithChannel,
  stretchStatistics,
  withChannelsAt,
} from './stretch-statistics.ts';

/** Bursts of three channels with levels and phases of their own. */
function bursts(rows = 200): Float64Array[] {
  const random = randomOf(1, 'bursts');
  return [0.5, 0.8, 1.1].map((level, channel) =>
    Float64Array.from(
      { length: rows },
      (_, row) => level * (1.05 + Math.sin(row / 9 + 2 * channel)) * (1 + 0.05 * random.normal()),
    ),
  );
}

describe('the statistics of a stretch', () => {
  it('are six a channel, and one a pair', () => {
    expect(stretchStatistics(bursts())).toHaveLength(3 * 6 + 3);
    expect(channelPairs(3)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
  });

  it('are the percentiles of the logarithm, as numpy has them', () => {
    const ramp = Float64Array.from({ length: 101 }, (_, at) => at / 100);
    const [low, , middle, , high] = stretchStatistics([ramp]);
    expect(low).toBeCloseTo(Math.log(0.05 + 0.005), 12);
    expect(middle).toBeCloseTo(Math.log(0.5 + 0.005), 12);
    expect(high).toBeCloseTo(Math.log(0.95 + 0.005), 12);
  });

  it('hardly change if the stretch is run backwards, or forth and back', () => {
    const once = bursts(500);
    const backwards = once.map((channel) => channel.toReversed());
    const both = once.map((channel) => Float64Array.from([...channel, ...channel.toReversed()]));
    const expected = stretchStatistics(once);
    for (const other of [backwards, both]) {
      for (const [at, value] of stretchStatistics(other).entries()) {
        expect(Math.abs(value - expected[at]!)).toBeLessThan(0.03);
      }
    }
  });

  it('move every percentile of strong EMG by the logarithm of a gain, and no correlation', () => {
    const strong = bursts().map((channel) => channel.map((value) => 10 + value));
    const before = stretchStatistics(strong);
    const after = stretchStatistics(strong.map((channel) => channel.map((value) => 2 * value)));
    for (const [at, value] of after.entries()) {
      const isPercentile = at < 3 * statisticsOfChannel && at % statisticsOfChannel < 5;
      expect(value - before[at]!).toBeCloseTo(isPercentile ? Math.log(2) : 0, 3);
    }
  });

  it('are those of exchanged channels if they are exchanged themselves', () => {
    const [a, b, c] = bursts() as [Float64Array, Float64Array, Float64Array];
    for (const order of [
      [1, 0, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const moved = order.map((at) => [a, b, c][at]!);
      expect([...withChannelsAt(stretchStatistics([a, b, c]), order)]).toEqual(
        Array.from(stretchStatistics(moved), (value) => expect.closeTo(value, 12)),
      );
    }
  });

  it('of a dead channel are finite, and without correlation', () => {
    const [a, b] = bursts() as [Float64Array, Float64Array];
    const statistics = stretchStatistics([a, b.map(() => 0)]);
    expect(statistics.every(Number.isFinite)).toBe(true);
    expect(statistics.at(-1)).toBe(0);
  });

  it('that a channel has a part in are its own and those of its pairs', () => {
    expect(statisticsWithChannel(1, 3)).toEqual([6, 7, 8, 9, 10, 11, 18, 20]);
  });
});
