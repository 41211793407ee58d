import type { OwnSeconds } from './own-seconds.ts';

/** Parts of a cross-validation: each is predicted by what was learned from the others. */
export const parts = 8;
/** Rows this near to a part are not learned from either: neighbours in time are nearly copies. */
const gapS = 0.5;
/** A stretch is not cut shorter: with the gap, it would leave little to learn from. */
const leastStretchS = 1;

/** Rows of a cross-validation, by part. */
export interface Stretches {
  /** Rows that one part predicts. */
  inside(part: number): number[];
  /** Rows outside of the part and of the gap around it. */
  learned(part: number): number[];
  /** Rows outside of the part. */
  others(part: number): number[];
}

/**
 * Cuts rows into stretches of equal length, eight times as many as there are recordings if none gets too short, and gives each
 * eighth stretch to one part: so every part has rows of every recording.
 */
export function stretchesOf({
  rows,
  rowsPerS,
  recordings,
}: Pick<OwnSeconds, 'rows' | 'rowsPerS' | 'recordings'>): Stretches {
  const most = Math.floor(rows / (parts * leastStretchS * rowsPerS));
  const stretches = parts * Math.max(1, Math.min(recordings, most));
  const partOf = Uint8Array.from({ length: rows }, (_, row) => Math.floor((row * stretches) / rows) % parts);
  // No stretch is shorter than the gap, so none lies between two rows that far apart.
  const gap = Math.min(Math.round(gapS * rowsPerS), Math.floor(rows / stretches));
  const isNear = (row: number, part: number) =>
    [Math.max(0, row - gap), row, Math.min(rows - 1, row + gap)].some((other) => partOf[other] === part);
  const all = Array.from({ length: rows }, (_, row) => row);
  return {
    inside: (part) => all.filter((row) => partOf[row] === part),
    learned: (part) => all.filter((row) => !isNear(row, part)),
    others: (part) => all.filter((row) => partOf[row] !== part),
  };
}
