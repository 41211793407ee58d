/** Half the width of a 90 % interval, from the spread of the members: factor * (spread + offset). */
export interface Interval {
  /** Without unit. */
  readonly factor: number;
  /** In the unit of the output; rad or N. Keeps the interval open where all members agree. */
  readonly offset: number;
}

/** Intervals of one mode: of the angle (rad), and of the force of each muscle (N); null where nothing was labelled. */
export interface OutputIntervals {
  readonly angle: Interval | null;
  readonly forces: readonly (Interval | null)[];
}

/** Share of the true values that the interval is made to cover. */
export const coveredShare = 0.9;

export function halfWidth({ factor, offset }: Interval, spread: number): number {
  return factor * (spread + offset);
}
