import { describe, expect, it } from 'vitest';
import { dot, inversePositive, randomOf } from '../../../base/numbers/index.ts';
import { StretchMetric } from './stretch-scores.ts';
import { statisticsWithChannel, withChannelsAt } from './stretch-statistics.ts';

const channels = 3;
const size = 3 * 6 + 3;
const random = randomOf(3, 'scores');
const mean = Float64Array.from({ length: size }, () => random.normal());
const deviation = Float64Array.from({ length: size }, () => random.uniform(0.2, 0.6));
const correlation = Float64Array.from({ length: size * size }, (_, at) => {
  const [row, column] = [Math.floor(at / size), at % size];
  return 0.7 ** Math.abs(row - column);
});
const metric = new StretchMetric(channels, deviation, correlation);
const usual = () => mean.map((value, at) => value + 0.3 * deviation[at]! * random.normal());

describe('the scores of a stretch', () => {
  it('are 0 at the mean of the group', () => {
    const { scores, distances } = metric.scores(mean, mean);
    expect(scores[0]).toBeCloseTo(0, 12);
    expect(scores[3]).toBeCloseTo(0, 12);
    expect(distances.all).toBeCloseTo(0, 12);
  });

  it('do not depend on the unit of a statistic', () => {
    const stretch = usual();
    const doubled = new StretchMetric(
      channels,
      deviation.map((value) => 2 * value),
      correlation,
    );
    const twice = (values: Float64Array) => values.map((value) => 2 * value);
    expect(doubled.distance(twice(stretch), twice(mean))).toBeCloseTo(metric.distance(stretch, mean), 10);
  });

  it('without a channel are the Mahalanobis distance by the other statistics alone', () => {
    const stretch = usual();
    const byHand = Array.from({ length: channels }, (_, channel) => {
      const left = new Set(statisticsWithChannel(channel, channels));
      const kept = Array.from({ length: size }, (_, at) => at).filter((at) => !left.has(at));
      const off = Float64Array.from(kept, (at) => (stretch[at]! - mean[at]!) / deviation[at]!);
      const own = Float64Array.from(
        kept.flatMap((row) => kept.map((column) => correlation[row * size + column]!)),
      );
      const inverse = inversePositive(own, kept.length);
      const times = off.map((_, row) =>
        dot(inverse.subarray(row * kept.length, (row + 1) * kept.length), off),
      );
      return dot(off, times) / kept.length;
    });
    const { distances, channel } = metric.scores(stretch, mean);
    expect(distances.channel).toBeCloseTo(Math.min(...byHand), 9);
    expect(channel).toBe(byHand.indexOf(Math.min(...byHand)));
  });

  it('find the exchanged pair', () => {
    for (const [pair, order] of [
      [
        [0, 1],
        [1, 0, 2],
      ],
      [
        [0, 2],
        [2, 1, 0],
      ],
      [
        [1, 2],
        [0, 2, 1],
      ],
    ] as const) {
      const found = metric.scores(withChannelsAt(usual(), order), mean);
      expect(found.pair).toEqual(pair);
      expect(found.distances.exchange).toBeLessThan(found.distances.all / 5);
    }
  });

  it('of a common gain leave nothing once the gain is taken out', () => {
    const louder = mean.map((value, at) => (at < 18 && at % 6 < 5 ? value + 1.5 : value));
    const { scores, distances } = metric.scores(louder, mean);
    expect(scores[3]).toBeCloseTo(1.5, 9);
    expect(distances.gain).toBeCloseTo(0, 9);
    expect(distances.all).toBeGreaterThan(1);
  });

  it('of one channel know neither an exchange nor another channel', () => {
    const one = new StretchMetric(
      1,
      deviation.subarray(0, 6),
      Float64Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? 1 : 0)),
    );
    const { scores, pair } = one.scores(usual().subarray(0, 6), mean.subarray(0, 6));
    expect(pair).toBeUndefined();
    expect(scores.slice(1, 3)).toEqual([0, 0]);
  });
});
