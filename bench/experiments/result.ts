import type { Score } from '../../layers/model/weighing/index.ts';
import type { Arm } from './arm.ts';

/** All results of one case with one seed. */
export interface UnitResult {
  readonly case: string;
  readonly seed: number;
  readonly rows: readonly ResultRow[];
  readonly runs: readonly RunFacts[];
  /** Time of one core for simulating, preparing, training and scoring, s. */
  readonly coreSeconds: number;
}

/** Score of one model in one scope, over all folds. */
export interface ResultRow extends Omit<Score, 'nrmseDivisor' | 'given'> {
  readonly cut: string;
  readonly arm: Arm;
}

/** Facts of one run beside its errors. */
export interface RunFacts {
  readonly cut: string;
  readonly arm: Arm;
  readonly fold: number;
  /** The mode that validation rows chose. */
  readonly mode: string;
  readonly heldOutRows: number;
  /** Share of held-out angles within their 90 % interval; null without intervals. */
  readonly coverageNamed: number | null;
  readonly coverageUnnamed: number | null;
  /** The same for the forces, over all muscles. */
  readonly forceCoverage: number | null;
  readonly trainings: readonly {
    readonly kind: 'local' | 'single' | 'further';
    readonly rows: number;
    readonly passes: number;
    readonly seconds: number;
  }[];
  readonly merged: readonly string[];
}
