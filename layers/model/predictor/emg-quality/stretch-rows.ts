/** Duration of a stretch whose EMG is judged, s: of several contractions, and short enough to say when a fault began. */
export const stretchS = 4;
/** A shorter run of rows has no statistics, s. */
const leastS = 1;

export interface StretchRows {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Cuts consecutive rows into equal stretches of `stretchS` or somewhat more; fewer rows are one stretch. None of less than a
 * second.
 *
 * @param leastStretches so many stretches at least, if each then has a second or more
 */
export function stretchRowsOf(rows: number, rateHz: number, leastStretches = 1): StretchRows[] {
  const longest = Math.floor(rows / Math.max(minimalRows, Math.round(leastS * rateHz)));
  const wanted = Math.max(leastStretches, Math.floor(rows / Math.round(stretchS * rateHz)));
  const count = Math.min(longest, wanted);
  return Array.from({ length: count }, (_, at) => ({
    start: Math.round((at * rows) / count),
    end: Math.round(((at + 1) * rows) / count),
  }));
}

/** Rows that the statistics need at any rate. */
const minimalRows = 10;
