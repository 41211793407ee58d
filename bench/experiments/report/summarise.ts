import type { Score } from '../../../layers/model/weighing/index.ts';
import type { Arm } from '../arm.ts';
import type { UnitResult } from '../result.ts';
import { meanAndDeviation } from '../statistics/mean-and-deviation.ts';

/** One model in one scope over the seeds of a case. */
export interface SummaryRow {
  readonly cut: string;
  readonly arm: Arm;
  readonly model: string;
  readonly scope: Score['scope'];
  readonly name: string;
  readonly unit: Score['unit'];
  readonly rmse: OverSeeds;
  readonly nrmse: OverSeeds;
  readonly r: OverSeeds;
  readonly r2: OverSeeds;
  /** Number of seeds with this row. */
  readonly seeds: number;
}

/** Mean and deviation over seeds; null if nothing could be computed. */
export interface OverSeeds {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** Mean and deviation over seeds, of units of one case. */
export function summarise(units: readonly UnitResult[]): SummaryRow[] {
  const rows = units.flatMap((unit) => unit.rows);
  const groups = Map.groupBy(rows, ({ cut, arm, model, scope, name, unit }) =>
    [cut, arm, model, scope, name, unit].join('|'),
  );
  return [...groups.values()].map((own) => {
    const { cut, arm, model, scope, name, unit } = own[0]!;
    const over = (of: 'rmse' | 'nrmse' | 'r' | 'r2') => overSeeds(own.map((row) => row[of]));
    return {
      cut,
      arm,
      model,
      scope,
      name,
      unit,
      rmse: over('rmse'),
      nrmse: over('nrmse'),
      r: over('r'),
      r2: over('r2'),
      seeds: own.length,
    };
  });
}

export function overSeeds(values: readonly (number | null)[]): OverSeeds {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { mean: null, deviation: null };
  const { mean, deviation } = meanAndDeviation(known);
  return { mean, deviation: Number.isFinite(deviation) ? deviation : null };
}
