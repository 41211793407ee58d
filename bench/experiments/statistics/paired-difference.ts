import { meanAndDeviation } from './mean-and-deviation.ts';

/** The mean difference over pairs and its 95 % interval, in the unit of the values. */
export interface PairedDifference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/**
 * Mean of a - b over pairs (one a seed, subject or recording), with Student's 95 % interval. For a ratio, give logarithms.
 *
 * @returns an infinite interval for fewer than two pairs
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): PairedDifference {
  const differences = a.map((value, at) => value - b[at]!);
  const pairs = differences.length;
  const { mean, deviation } = meanAndDeviation(differences);
  const half = pairs < 2 ? Infinity : (studentQuantile(pairs - 1) * deviation) / Math.sqrt(pairs);
  return { mean, low: mean - half, high: mean + half, pairs };
}

/**
 * 97.5 % quantile of Student's t: a table up to 10 degrees of freedom, beyond it Cornish and Fisher's expansion (to
 * 0.003).
 */
function studentQuantile(freedom: number): number {
  const table = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281];
  const z = 1.959964;
  const cubed = (z ** 3 + z) / (4 * freedom);
  const fifth = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
  return table[freedom - 1] ?? z + cubed + fifth;
}
