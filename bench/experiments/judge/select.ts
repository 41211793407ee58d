import type { Arm } from '../arm.ts';
import type { Experiment } from '../experiment.ts';
import type { ResultRow, UnitResult } from '../result.ts';
import { type PairedRatio, pairedRatio } from '../statistics/paired-ratio.ts';

/** One model of an experiment. */
export interface ModelChoice {
  readonly case: string;
  /** Default: the first one of the case. */
  readonly cut?: string;
  readonly arm?: Arm;
  readonly model: string;
}

/** Rows of one model in one scope, with the seed of each. */
export function rowsOf(
  units: readonly UnitResult[],
  pick: ModelChoice,
  scope: ResultRow['scope'],
): (ResultRow & { seed: number })[] {
  return units
    .filter((unit) => unit.case === pick.case)
    .flatMap(({ rows, seed }) => {
      const cut = pick.cut ?? rows[0]?.cut;
      const arm = pick.arm ?? 'physics';
      return rows
        .filter(
          (row) => row.model === pick.model && row.scope === scope && row.cut === cut && row.arm === arm,
        )
        .map((row) => ({ ...row, seed }));
    });
}

/** Angle errors a and b of two models, for each subject and seed if both models predicted the same rows of the subject. */
export function errorPairs(units: readonly UnitResult[], a: ModelChoice, b: ModelChoice) {
  const others = new Map(rowsOf(units, b, 'subject').map((row) => [`${row.seed} ${row.name}`, row]));
  return rowsOf(units, a, 'subject').flatMap(({ seed, name, rmse, n }) => {
    const other = others.get(`${seed} ${name}`);
    const isPair = rmse !== null && other !== undefined && other.rmse !== null && other.n === n;
    return isPair ? [{ seed, name, a: rmse, b: other.rmse! }] : [];
  });
}

/** The same as one ratio a / b; undefined if the two have no subject in common. */
export function errorRatio(
  units: readonly UnitResult[],
  a: ModelChoice,
  b: ModelChoice,
  over: Experiment['independentOver'],
): PairedRatio | undefined {
  const pairs = errorPairs(units, a, b).map(({ seed, name, ...errors }) => ({
    cluster: over === 'seed' ? `${seed}` : name,
    ...errors,
  }));
  return pairs.length === 0 ? undefined : pairedRatio(pairs);
}
