/** Checked EMG in the unit of the study, channels in the order of the model. */
export interface EmgInput {
  readonly sampleRateHz: number;
  readonly channels: readonly Float64Array[];
  /** Time of the first sample, s. */
  readonly startS: number;
}
