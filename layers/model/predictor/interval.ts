/** A 90 % interval from the spread of the local models: half width = factor * (spread + offset), at most `most`. */
export interface Interval {
  /** Without unit. */
  readonly factor: number;
  /** In the unit of the output: rad or N. Keeps the interval open if all local models agree. */
  readonly offset: number;
  /** Of a force: the maximal force of its muscle, N; absent for an angle, and in models of earlier versions. */
  readonly most?: number;
}

/** Intervals of one mode: one an output, in the order of the outputs; null without labels. */
export type OutputIntervals = readonly (Interval | null)[];

/** Share of the true values that an interval should cover. */
export const coveredShare = 0.9;

/** @param spread of the local models, in the unit of the output: rad or N. @returns the half width, in the same unit */
export function halfWidth({ factor, offset, most }: Interval, spread: number): number {
  return Math.min(factor * (spread + offset), most ?? Number.POSITIVE_INFINITY);
}
