import { mean } from '../../../layers/base/numbers/index.ts';
import { pairedDifference } from './paired-difference.ts';

/** Two errors of the same people in the same run. */
export interface ErrorPair {
  /** Pairs of different clusters are independent; pairs of one cluster share networks or a person. */
  readonly cluster: string;
  readonly a: number;
  readonly b: number;
}

/** Ratio of two errors and its 95 % interval, without unit. */
export interface PairedRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly clusters: number;
  readonly pairs: number;
}

/**
 * Geometric mean of a / b over pairs. All people of one seed share their networks, so their ratios are not independent,
 * and an interval over all pairs would be too narrow: the logarithms are averaged within each cluster, and Student's
 * interval is over the clusters' means (paired-ratio.test.ts counts how often each of the two covers the truth).
 *
 * @returns an infinite interval for fewer than two clusters
 */
export function pairedRatio(pairs: readonly ErrorPair[]): PairedRatio {
  const clusters = [...Map.groupBy(pairs, ({ cluster }) => cluster).values()];
  const logs = clusters.map((own) => mean(own.map(({ a, b }) => Math.log(a / b))));
  const of = pairedDifference(
    logs,
    logs.map(() => 0),
  );
  return {
    ratio: Math.exp(of.mean),
    low: Math.exp(of.low),
    high: Math.exp(of.high),
    clusters: clusters.length,
    pairs: pairs.length,
  };
}
