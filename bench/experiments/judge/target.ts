import type { UnitResult } from '../result.ts';

/** A claim that an experiment must confirm. */
export interface Target {
  /** The claim, in plain words, with its limit. */
  readonly claim: string;
  judge(units: readonly UnitResult[]): Measured;
}

export interface Measured {
  /** With its unit. */
  readonly measured: string;
  /** 95 % interval, or another statement of certainty. */
  readonly interval: string;
  /** Undefined if nothing was measured. */
  readonly isReached: boolean | undefined;
}

export interface Verdict extends Measured {
  readonly experiment: string;
  readonly claim: string;
}

export const notMeasured: Measured = { measured: 'not measured', interval: '', isReached: undefined };
