/** Mean and deviation of one quantity over rows, seeds or subjects, in its unit. */
export interface MeanAndDeviation {
  readonly mean: number;
  readonly deviation: number;
}
