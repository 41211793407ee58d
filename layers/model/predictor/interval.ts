/** Half the width of a 90 % interval, from the spread of the members: factor * (spread + offset), and `most` at most. */
export interface Interval {
  /** Without unit. */
  readonly factor: number;
  /** In the unit of the output; rad or N. Keeps the interval open where all members agree. */
  readonly offset: number;
  /** Of a force: the maximal force of its muscle, N; absent for an angle, and in models of earlier versions. */
  readonly most?: number;
}

/** Intervals of one mode: of the angle (rad), and of the force of each muscle (N); null where nothing was labelled. */
export interface OutputIntervals {
  readonly angle: Interval | null;
  readonly forces: readonly (Interval | null)[];
}

/** Share of the true values that the interval is made to cover. */
export const coveredShare = 0.9;

/** @param spread of the members, in the unit of the output: rad or N. @returns half the width, in the same unit */
export function halfWidth({ factor, offset, most }: Interval, spread: number): number {
  return Math.min(factor * (spread + offset), most ?? Number.POSITIVE_INFINITY);
}
