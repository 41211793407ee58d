/** How often a training writes something: the longer it goes on, the more seldom. */
export interface WriteCadence {
  readonly leastS: number;
  /** Of the time that was spent so far. */
  readonly share: number;
  readonly mostS: number;
}

/**
 * Every write is a version of its object, which a bucket with an object lock keeps for a month, a checkpoint with a
 * megabyte. At an even pace half a day of training would leave two gigabytes. What is lost with an instance is a
 * tenth of what was trained, and five minutes at most.
 */
export const cadences = {
  checkpoint: { leastS: 20, share: 1 / 10, mostS: 300 },
  progress: { leastS: 2, share: 1 / 20, mostS: 60 },
} as const satisfies Record<string, WriteCadence>;

/** From one write to the next, ms. */
export function pauseMs({ leastS, share, mostS }: WriteCadence, spentMs: number): number {
  return Math.min(mostS * 1000, Math.max(leastS * 1000, share * spentMs));
}
