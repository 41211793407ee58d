/** Root mean square error, sqrt(mean (predicted - measured)^2), in the unit of its arguments; NaN without rows. */
export function rmse(measured: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let squares = 0;
  for (let at = 0; at < measured.length; at++) squares += (predicted[at]! - measured[at]!) ** 2;
  return Math.sqrt(squares / measured.length);
}
