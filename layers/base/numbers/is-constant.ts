/** True if all values are equal. The variance is no test: a rounded mean makes it not quite 0. */
export function isConstant(values: ArrayLike<number>): boolean {
  for (let at = 1; at < values.length; at++) if (values[at] !== values[0]) return false;
  return true;
}
