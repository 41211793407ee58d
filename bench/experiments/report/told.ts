import type { Verdict } from '../judge/target.ts';
import type { UnitResult } from '../result.ts';

/** What one experiment found, ready to be written down. */
export interface Told {
  readonly name: string;
  readonly asks: string;
  readonly seeds: readonly number[];
  readonly cases: readonly ToldCase[];
  readonly verdicts: readonly Verdict[];
  /** Time of one core, s. */
  readonly coreSeconds: number;
}

export interface ToldCase {
  readonly name: string;
  readonly asks: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Empty where it was skipped. */
  readonly units: readonly UnitResult[];
  readonly skipped?: string;
}
