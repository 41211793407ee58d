import type { Verdict } from '../judge/target.ts';
import type { UnitResult } from '../result.ts';

/** The outcome of one experiment, ready to be written. */
export interface ExperimentOutcome {
  readonly name: string;
  readonly asks: string;
  readonly seeds: readonly number[];
  readonly cases: readonly CaseOutcome[];
  readonly verdicts: readonly Verdict[];
  /** Time of one core, s. */
  readonly coreSeconds: number;
}

export interface CaseOutcome {
  readonly name: string;
  readonly asks: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Empty if the case was skipped. */
  readonly units: readonly UnitResult[];
  readonly skipped?: string;
}
