import { isConstant } from './is-constant.ts';
import { mean } from './mean.ts';

/**
 * Coefficient of determination, 1 - sum (p - m)^2 / sum (m - mean m)^2, without unit. Below 0 if the mean of the measured
 * values is the better prediction; NaN if they do not vary.
 */
export function rSquared(measured: ArrayLike<number>, predicted: ArrayLike<number>): number {
  if (isConstant(measured)) return Number.NaN;
  const centre = mean(measured);
  let unexplained = 0;
  let total = 0;
  for (let at = 0; at < measured.length; at++) {
    unexplained += (predicted[at]! - measured[at]!) ** 2;
    total += (measured[at]! - centre) ** 2;
  }
  return 1 - unexplained / total;
}
