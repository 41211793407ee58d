/** Pauses between two writes of an object by a training: they grow with the time that the training has taken. */
export interface WriteCadence {
  readonly leastS: number;
  /** Pause as a share of the time spent so far. */
  readonly share: number;
  readonly mostS: number;
}

/**
 * Every write creates a version of its object, which a bucket with object lock keeps for a month; a checkpoint is about a
 * megabyte. At constant intervals half a day of training would leave two gigabytes. The loss of an instance costs a tenth of
 * the training time so far, five minutes at most.
 */
export const cadences = {
  checkpoint: { leastS: 20, share: 1 / 10, mostS: 300 },
  progress: { leastS: 2, share: 1 / 20, mostS: 60 },
} as const satisfies Record<string, WriteCadence>;

/** Pause between two writes, ms. */
export function pauseMs({ leastS, share, mostS }: WriteCadence, spentMs: number): number {
  return Math.min(mostS * 1000, Math.max(leastS * 1000, share * spentMs));
}
