/** Whether all values are equal. Their variance cannot tell: the rounding of the mean makes it not quite 0. */
export function isConstant(values: ArrayLike<number>): boolean {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return false;
  return true;
}
