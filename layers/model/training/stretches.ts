import { stencilRows } from '../../physics/signals/index.ts';
import type { RowRange } from '../dataset/index.ts';

/**
 * A stretch of consecutive rows. Stretches of one range overlap by a stencil less one row, so that every row with a whole
 * stencil is a centre in exactly one stretch; labels in the overlap count in the earlier stretch only.
 */
export interface Stretch {
  readonly start: number;
  readonly rows: number;
  /** First row, counted from `start`, whose labels count here. */
  readonly firstLabelled: number;
}

/**
 * Covers ranges by stretches of at most `stretchRows` rows.
 *
 * @param phase 0 <= phase < stretchRows - 8: shortens the first stretch of each range, so that epochs are divided
 *   differently
 */
export function coverByStretches(ranges: readonly RowRange[], stretchRows: number, phase = 0): Stretch[] {
  const overlap = stencilRows - 1;
  const stretches: Stretch[] = [];
  for (const { start, end } of ranges) {
    let from = start;
    let rows = Math.min(stretchRows - phase, end - start);
    stretches.push({ start: from, rows, firstLabelled: 0 });
    while (from + rows < end) {
      // The first stretch of a range may be shorter than the overlap only if the range ends with it.
      const shared = Math.min(overlap, rows);
      from = from + rows - shared;
      rows = Math.min(stretchRows, end - from);
      stretches.push({ start: from, rows, firstLabelled: shared });
    }
  }
  return stretches;
}
