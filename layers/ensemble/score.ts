import { degreesOf } from '../numbers/degrees.ts';
import { normalisedRmse, nrmseDivisor } from '../numbers/normalised-rmse.ts';
import { pearson } from '../numbers/pearson.ts';
import { rSquared } from '../numbers/r-squared.ts';
import { rmse } from '../numbers/rmse.ts';
import type { Problem } from '../preparation/problem.ts';
import type { SampleTable } from '../preparation/sample-table.ts';

/** What one model says to every row of a table. */
export interface ModelAnswer {
  /** rows, rad */
  readonly angleRad: ArrayLike<number>;
  /** rows x muscles, N; absent where the model predicts no forces. */
  readonly forceN?: ArrayLike<number>;
}

/** How one model does on the rows of one scope. Angles are in degrees, forces in newtons. */
export interface Score {
  readonly scope: 'all' | 'task' | 'site' | 'subject' | 'muscle';
  /** Name of the task, site, subject or muscle; `all` for the scope `all`. */
  readonly name: string;
  /** `inverse-error`, `uniform`, `single`, `ridge`, ... */
  readonly model: string;
  readonly unit: 'deg' | 'N';
  readonly rmse: number | null;
  /** `rmse` over the divisor that `nrmseDivisor` names, as a ratio (0.1 is 10 %). */
  readonly nrmse: number | null;
  /** In words, e.g. `range of the measured values`. */
  readonly nrmseDivisor: string;
  readonly r: number | null;
  readonly r2: number | null;
  /** Rows that were compared. */
  readonly n: number;
}

/**
 * Scores of models on held-out rows: the angle in degrees over all rows, by task, site and subject; the force in
 * newtons by muscle, on labelled rows.
 */
export function scoreModels(
  table: SampleTable,
  problem: Problem,
  answers: ReadonlyMap<string, ModelAnswer>,
): Score[] {
  const scopes = angleScopes(table, problem);
  const scores: Score[] = [];
  for (const { scope, name, rows } of scopes) {
    const measured = rows.map((row) => degreesOf(table.angleRad[row]!));
    for (const [model, { angleRad }] of answers) {
      const predicted = rows.map((row) => degreesOf(angleRad[row]!));
      scores.push({ scope, name, model, unit: 'deg', ...figures(measured, predicted) });
    }
  }
  const muscles = table.muscleNames.length;
  for (const [at, name] of table.muscleNames.entries()) {
    const rows = range(table.rows).filter((row) => !Number.isNaN(table.forceN[row * muscles + at]!));
    const labelled = rows.map((row) => table.forceN[row * muscles + at]!);
    for (const [model, { forceN }] of answers) {
      if (!forceN) continue;
      const predicted = rows.map((row) => forceN[row * muscles + at]!);
      scores.push({ scope: 'muscle', name, model, unit: 'N', ...figures(labelled, predicted) });
    }
  }
  return scores;
}

function angleScopes(table: SampleTable, problem: Problem) {
  const measured = range(table.rows).filter((row) => !Number.isNaN(table.angleRad[row]!));
  const scopes: { scope: Score['scope']; name: string; rows: number[] }[] = [
    { scope: 'all', name: 'all', rows: measured },
  ];
  for (const scope of ['task', 'site', 'subject'] as const) {
    const groups = new Map<string, number[]>();
    for (const row of measured) {
      const name = problem.recordings[table.recording[row]!]![scope];
      const rows = groups.get(name);
      if (rows) rows.push(row);
      else groups.set(name, [row]);
    }
    const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, rows] of sorted) scopes.push({ scope, name, rows });
  }
  return scopes;
}

function figures(measured: readonly number[], predicted: readonly number[]) {
  return {
    rmse: finiteOrNull(rmse(measured, predicted)),
    nrmse: finiteOrNull(normalisedRmse(measured, predicted)),
    nrmseDivisor,
    r: finiteOrNull(pearson(measured, predicted)),
    r2: finiteOrNull(rSquared(measured, predicted)),
    n: measured.length,
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, at) => at);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
