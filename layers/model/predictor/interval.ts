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

/**
 * How much wider an interval is where the EMG is flagged, such as at a speed that training lacks. Settled on the treadmill, at
 * speeds that training lacks: docs/tried.md has what intervals then cover.
 */
export const flaggedWidening = 2;

/**
 * @param spread of the local models, in the unit of the output: rad or N
 * @param widening of the interval
 * @returns the half width, in the same unit
 */
export function halfWidth({ factor, offset, most }: Interval, spread: number, widening = 1): number {
  return Math.min(widening * factor * (spread + offset), most ?? Number.POSITIVE_INFINITY);
}
