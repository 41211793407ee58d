import { isConstant } from './is-constant.ts';
import { mean } from './mean.ts';

/** Pearson's correlation r, without unit; NaN if one of the two does not vary. */
export function pearson(measured: ArrayLike<number>, predicted: ArrayLike<number>): number {
  if (isConstant(measured) || isConstant(predicted)) return Number.NaN;
  const meanMeasured = mean(measured);
  const meanPredicted = mean(predicted);
  let both = 0;
  let left = 0;
  let right = 0;
  for (let at = 0; at < measured.length; at++) {
    const a = measured[at]! - meanMeasured;
    const b = predicted[at]! - meanPredicted;
    both += a * b;
    left += a * a;
    right += b * b;
  }
  return both / Math.sqrt(left * right);
}
