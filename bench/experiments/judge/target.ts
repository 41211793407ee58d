import type { UnitResult } from '../result.ts';

/** Something that must come out. */
export interface Target {
  /** The claim, in plain words, with its limit. */
  readonly claim: string;
  judge(units: readonly UnitResult[]): Measured;
}

export interface Measured {
  /** With its unit. */
  readonly measured: string;
  /** 95 % interval, or what else says how certain it is. */
  readonly interval: string;
  /** Undefined where nothing was measured. */
  readonly isReached: boolean | undefined;
}

export interface Verdict extends Measured {
  readonly experiment: string;
  readonly claim: string;
}

export const notMeasured: Measured = { measured: 'not measured', interval: '', isReached: undefined };
