import { pearson as pearsonOfNumbers } from '../../base/numbers/index.ts';

/** Correlation over the rows where both are numbers. */
export function pearsonOfKnown(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const rows = Array.from(a, (_, at) => at).filter((at) => Number.isFinite(a[at]! + b[at]!));
  return pearsonOfNumbers(
    rows.map((at) => a[at]!),
    rows.map((at) => b[at]!),
  );
}
