import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import { labelsOf, type RowUse, rowUses, type SampleTable } from '../../../layers/model/dataset/index.ts';

/** A learner without physics or networks, on the same inputs: the error that the networks must beat. */
export interface Baseline {
  readonly name: string;
  /** Learns the angle from training rows, and chooses its settings on validation rows. */
  fit(tables: readonly SampleTable[], problem: TrainingProblem): AngleModel;
}

/** Angle of every row, rad. */
export type AngleModel = (table: SampleTable) => Float64Array;

/** Labelled rows of one use: standardised inputs, and the angle in deviations from its mean. */
export interface Rows {
  readonly inputs: readonly Float64Array[];
  readonly target: readonly number[];
}

/** @param most maximum of rows; if there are more, evenly spaced ones are used */
export function labelledRows(
  tables: readonly SampleTable[],
  problem: TrainingProblem,
  use: RowUse = rowUses.train,
  most = Number.POSITIVE_INFINITY,
): Rows {
  const { mean, deviation } = problem.outputs[0]!.scale;
  const all = tables.flatMap((table) =>
    Array.from(labelsOf(table, 0), (angleRad, row) => ({ table, row, angleRad })).filter(
      (one) => table.use[one.row] === use && !Number.isNaN(one.angleRad),
    ),
  );
  const step = Math.max(1, Math.ceil(all.length / most));
  const used = all.filter((_, at) => at % step === 0);
  return {
    inputs: used.map(({ table, row }) => standardised(table, problem, row)),
    target: used.map(({ angleRad }) => (angleRad - mean) / deviation),
  };
}

/** The inputs of one row in deviations from their means. */
export function standardised(table: SampleTable, problem: TrainingProblem, row: number): Float64Array {
  const width = problem.inputNames.length;
  return Float64Array.from(problem.inputScales, ({ mean, deviation }, at) => {
    return (table.inputs[row * width + at]! - mean) / deviation;
  });
}

/** From deviations back to rad. */
export function toRad(value: number, { outputs }: TrainingProblem): number {
  const { mean, deviation } = outputs[0]!.scale;
  return mean + deviation * value;
}
