import { coveredShare, type Interval } from './interval.ts';

/** One output on rows that the model was not trained on. */
export interface Residuals {
  /** |y - y^|, in the unit of the output; NaN where there is no label. */
  readonly errors: ArrayLike<number>;
  /** Weighted standard deviation of the members there. */
  readonly spread: ArrayLike<number>;
  /** Stretch of consecutive samples that each row belongs to. */
  readonly block: ArrayLike<number>;
}

/**
 * Split conformal interval with scaled residuals |y - y^| / (spread + offset). Rows of one stretch are all but copies of
 * one another, so every stretch weighs the same however long it is, and the quantile leaves room for one more stretch:
 * hierarchical conformal prediction (Lee, Barber & Willett 2023, arXiv 2306.06342). With too few stretches for that, the
 * largest residual stands.
 *
 * @returns undefined without labelled rows
 */
export function fitInterval({ errors, spread, block }: Residuals): Interval | undefined {
  const rows = Array.from(errors, (_, row) => row).filter((row) => !Number.isNaN(errors[row]));
  if (rows.length === 0) return undefined;
  const offset = Math.max(middle(rows.map((row) => errors[row]!)), Number.MIN_VALUE);
  const rowsOfBlock = new Map<number, number>();
  for (const row of rows) rowsOfBlock.set(block[row]!, (rowsOfBlock.get(block[row]!) ?? 0) + 1);
  const scores = rows
    .map((row) => ({
      score: errors[row]! / (spread[row]! + offset),
      weight: 1 / rowsOfBlock.get(block[row]!)! / (rowsOfBlock.size + 1),
    }))
    .sort((a, b) => a.score - b.score);
  let sum = 0;
  const reached = scores.find(({ weight }) => {
    sum += weight;
    return sum >= coveredShare - 1e-12;
  });
  return { factor: (reached ?? scores.at(-1)!).score, offset };
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
