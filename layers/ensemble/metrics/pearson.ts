/** Pearson's correlation r, without unit; NaN where one of the two does not vary. */
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

/** Asked of the values themselves, since the rounding of their mean makes the variance of equal values not quite 0. */
export function isConstant(values: ArrayLike<number>): boolean {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return false;
  return true;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}
