/** EMG that passed its checks, in the unit of the study, channels in the model's order. */
export interface EmgInput {
  readonly sampleRateHz: number;
  readonly channels: readonly Float64Array[];
  /** Time of the first sample, s. */
  readonly startS: number;
}
