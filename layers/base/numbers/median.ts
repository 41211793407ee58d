/**
 * The middle value, in the unit of the values; the lower of the two in the middle if their number is even. NaN without
 * values.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
