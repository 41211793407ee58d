/** What of a study decides about the memory and the time that its run takes. */
export interface StudySize {
  /** All its recordings. */
  readonly filesMb: number;
  /** All files of the largest recording. */
  readonly largestRecordingMb: number;
  /** On the model's grid. */
  readonly rows: number;
  readonly channels: number;
  /** Inputs of the networks that are made of EMG, and those that stand for names. */
  readonly emgInputs: number;
  readonly nameInputs: number;
  /** That the networks answer a force of. */
  readonly muscles: number;
  readonly subdomains: number;
}

/** What a function may take. */
export interface Limits {
  readonly memoryMb: number;
  readonly seconds: number;
}

/** What it will take, about. */
export type Needs = Limits;

export function fits(needs: Needs, limits: Limits): boolean {
  return needs.memoryMb <= limits.memoryMb && needs.seconds <= limits.seconds;
}
