import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { type ErrorPair, pairedRatio } from './paired-ratio.ts';

describe('a paired ratio of errors', () => {
  it('is the geometric mean, so that a half and a double give 1', () => {
    const { ratio, clusters, pairs } = pairedRatio([
      { cluster: '1', a: 1, b: 2 },
      { cluster: '2', a: 2, b: 1 },
    ]);
    expect([ratio, clusters, pairs]).toEqual([expect.closeTo(1, 12), 2, 2]);
  });

  it('gives every cluster the same weight, however many pairs it has', () => {
    const { ratio } = pairedRatio([
      { cluster: '1', a: 4, b: 1 },
      { cluster: '2', a: 1, b: 1 },
      { cluster: '2', a: 1, b: 1 },
      { cluster: '2', a: 1, b: 1 },
    ]);
    expect(ratio).toBeCloseTo(2, 12);
  });

  it('gives no interval for one cluster', () => {
    const { low, high } = pairedRatio([{ cluster: '1', a: 1, b: 2 }]);
    expect([low, high]).toEqual([0, Number.POSITIVE_INFINITY]);
  });

  it('covers the truth 95 times in 100 if six people share the networks of a seed; an interval over all pairs does not', () => {
    const draw = normalDraws(1);
    const studies = 2000;
    const covered = { clusters: 0, pairs: 0 };
    for (let study = 0; study < studies; study++) {
      const pairs: ErrorPair[] = [];
      for (let seed = 0; seed < 5; seed++) {
        const shared = 0.05 * draw();
        for (let person = 0; person < 6; person++) {
          pairs.push({ cluster: `${seed}`, a: 0.9 * Math.exp(shared + 0.08 * draw()), b: 1 });
        }
      }
      const byCluster = pairedRatio(pairs);
      const byPair = pairedRatio(pairs.map((pair, at) => ({ ...pair, cluster: `${at}` })));
      if (byCluster.low < 0.9 && byCluster.high > 0.9) covered.clusters++;
      if (byPair.low < 0.9 && byPair.high > 0.9) covered.pairs++;
    }
    expect(covered.clusters / studies).toBeGreaterThan(0.935);
    expect(covered.clusters / studies).toBeLessThan(0.965);
    expect(covered.pairs / studies).toBeLessThan(0.85);
  });
});

/** Box and Muller. */
function normalDraws(seed: number): () => number {
  const random = xoroshiro128plus(seed);
  return () =>
    Math.sqrt(-2 * Math.log(1 - uniformFloat64(random))) * Math.cos(2 * Math.PI * uniformFloat64(random));
}
