import { rmse } from './rmse.ts';

/** The divisor of normalised errors, named beside every normalised figure. */
export const nrmseDivisor = 'range of the measured values (largest less smallest)';

/** RMSE over the range of the measured values, without unit; NaN if they do not vary. */
export function normalisedRmse(measured: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < measured.length; at++) {
    least = Math.min(least, measured[at]!);
    most = Math.max(most, measured[at]!);
  }
  return most > least ? rmse(measured, predicted) / (most - least) : Number.NaN;
}
