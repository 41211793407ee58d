import type { FurtherCounts } from '../../model/dataset/index.ts';

/** The properties of a study that determine the memory and the time of its run. */
export interface StudySize {
  /** Files of all recordings. */
  readonly filesMb: number;
  /** Files of the largest recording. */
  readonly largestRecordingMb: number;
  /** Samples on the model's grid. */
  readonly rows: number;
  readonly channels: number;
  /** Inputs of the networks: from EMG, and for names. */
  readonly emgInputs: number;
  readonly nameInputs: number;
  /** Muscles with a force output. */
  readonly muscles: number;
  /** Sub-domains of the division. */
  readonly subdomains: number;
  /** Sub-domains beside those of the division; absent: none. */
  readonly further?: FurtherCounts;
}

/** Limits of a function. */
export interface Limits {
  readonly memoryMb: number;
  readonly seconds: number;
}

/** Estimated memory and time of a function. */
export type Needs = Limits;

export function fits(needs: Needs, limits: Limits): boolean {
  return needs.memoryMb <= limits.memoryMb && needs.seconds <= limits.seconds;
}
