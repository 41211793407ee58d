import { coveredShare, type Interval } from '../../predictor/index.ts';
import { blocksInTime } from './blocks-in-time.ts';

/** One output on rows that the model was not trained on. */
export interface OutputErrors {
  /** |y - y^|, in the unit of the output; NaN without a label. */
  readonly errors: ArrayLike<number>;
  /** Weighted standard deviation of the local models, in the unit of the output. */
  readonly spread: ArrayLike<number>;
  /** Number of the recording of each row. */
  readonly recording: ArrayLike<number>;
  /** In the recording's own time. */
  readonly timeS: ArrayLike<number>;
}

/**
 * Conformal interval with scores |y - y^| / (spread + offset); the offset is the median of |y - y^|, or a thousandth of
 * their root mean square if that is more. Rows of one block of time are nearly copies of one another, so every block weighs
 * the same however long it is. The quantile leaves room for one more block: hierarchical conformal prediction (Lee, Barber &
 * Willett 2023, arXiv 2306.06342). If there are too few blocks for this, the largest score is taken.
 *
 * @param sets rows of several kinds, which together weigh the same whatever their number
 * @param most the largest half width that the output can have, in its unit; none for an angle
 * @returns undefined without labelled rows
 */
export function fitInterval(sets: readonly OutputErrors[], most?: number): Interval | undefined {
  const labelled = sets.map(weightedErrors).filter((set) => set.length > 0);
  if (labelled.length === 0) return undefined;
  const offset = Math.max(
    labelled.reduce((sum, set) => sum + offsetOf(set.map(({ error }) => error)), 0) / labelled.length,
    Number.MIN_VALUE,
  );
  const scores = labelled
    .flatMap((set) =>
      set.map(({ error, spread, weight }) => ({
        score: error / (spread + offset),
        weight: weight / labelled.length,
      })),
    )
    .sort((a, b) => a.score - b.score);
  let sum = 0;
  const reached = scores.find(({ weight }) => {
    sum += weight;
    return sum >= coveredShare - 1e-12;
  });
  const { score } = reached ?? scores.at(-1)!;
  return { factor: score, offset, ...(most === undefined ? {} : { most }) };
}

/** The labelled rows, each with its weight: those of one block of time together as much as those of another. */
function weightedErrors({ errors, spread, recording, timeS }: OutputErrors) {
  const rows = Array.from(errors, (_, row) => row).filter((row) => !Number.isNaN(errors[row]));
  const block = blocksInTime(
    rows.map((row) => recording[row]!),
    rows.map((row) => timeS[row]!),
  );
  const rowsOfBlock = new Map<number, number>();
  for (const one of block) rowsOfBlock.set(one, (rowsOfBlock.get(one) ?? 0) + 1);
  return rows.map((row, at) => ({
    error: errors[row]!,
    spread: spread[row]!,
    weight: 1 / rowsOfBlock.get(block[at]!)! / (rowsOfBlock.size + 1),
  }));
}

/** A forest can predict more than half of the labels exactly: the offset is still large enough to divide by. */
const leastShareOfRms = 1e-3;

function offsetOf(errors: readonly number[]): number {
  const rms = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  return Math.max(middle(errors), leastShareOfRms * rms);
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
