/** Share of the measured values that lie within the half width of the predicted ones, without unit; NaN without any. */
export function coverage(
  measured: ArrayLike<number>,
  predicted: ArrayLike<number>,
  halfWidth: ArrayLike<number>,
): number {
  let within = 0;
  for (let at = 0; at < measured.length; at++) {
    if (Math.abs(measured[at]! - predicted[at]!) <= halfWidth[at]!) within++;
  }
  return within / measured.length;
}
