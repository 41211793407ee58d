import { stencilRows } from '../../physics/signals/index.ts';
import type { RowRange } from '../dataset/index.ts';

/**
 * A stretch of consecutive rows. Segments of one range overlap by a stencil less one row, so that every row with a whole
 * stencil is a centre in exactly one segment; labels in the overlap count in the earlier segment only.
 */
export interface Segment {
  readonly start: number;
  readonly rows: number;
  /** First row, counted from `start`, whose labels count here. */
  readonly firstLabelled: number;
}

/**
 * Covers ranges by segments of at most `segmentRows` rows.
 *
 * @param phase 0 <= phase < segmentRows - 8: shortens the first segment of each range, so that epochs are divided
 *   differently
 */
export function coverBySegments(ranges: readonly RowRange[], segmentRows: number, phase = 0): Segment[] {
  const overlap = stencilRows - 1;
  const segments: Segment[] = [];
  for (const { start, end } of ranges) {
    let from = start;
    let rows = Math.min(segmentRows - phase, end - start);
    segments.push({ start: from, rows, firstLabelled: 0 });
    while (from + rows < end) {
      // The first segment of a range may be shorter than the overlap only if the range ends with it.
      const shared = Math.min(overlap, rows);
      from = from + rows - shared;
      rows = Math.min(segmentRows, end - from);
      segments.push({ start: from, rows, firstLabelled: shared });
    }
  }
  return segments;
}
