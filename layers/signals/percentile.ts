/**
 * The value below which `percent` of the values lie, by linear interpolation between order statistics (numpy's default).
 * NaN where there are no values. Works on several arrays as if they were one.
 */
export function percentile(parts: readonly Float64Array[], percent: number): number {
  const sorted = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    sorted.set(part, offset);
    offset += part.length;
  }
  if (sorted.length === 0) return Number.NaN;
  sorted.sort();
  const position = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
