import { columnsOfQuantity, labelsOf, type SampleTable, type TrainingProblem } from '../dataset/index.ts';
import { figuresOf } from './figures-of.ts';
import type { Score, ScoredModel } from './scored.ts';

/**
 * Errors of the torque on the rows where it was measured, over all rows and by task: in N m, and in N m per kg of body mass on
 * the rows of subjects whose mass the study states. Models without torque are left out.
 */
export function scoreTorques(
  table: SampleTable,
  problem: TrainingProblem,
  models: readonly ScoredModel[],
): Score[] {
  const { outputs, recordings } = problem;
  const cardOf = (row: number) => recordings[table.recording[row]!]!;
  const massKgOf = (row: number) => cardOf(row).massKg;
  return columnsOfQuantity(outputs, 'torque').flatMap((column) => {
    const torqueNm = labelsOf(table, column);
    const measured = [...torqueNm.keys()].filter((row) => !Number.isNaN(torqueNm[row]));
    const weighed = measured.filter((row) => massKgOf(row) !== undefined);
    const byTask = [...Map.groupBy(measured, (row) => cardOf(row).task)].sort(([a], [b]) => (a < b ? -1 : 1));
    const groups = [
      { scope: 'torque' as const, name: outputs[column]!.name, unit: 'N m' as const, rows: measured },
      { scope: 'torque' as const, name: outputs[column]!.name, unit: 'N m/kg' as const, rows: weighed },
      ...byTask.map(([name, rows]) => ({
        scope: 'torque of a task' as const,
        name,
        unit: 'N m' as const,
        rows,
      })),
    ].filter(({ rows }) => rows.length > 0);
    return groups.flatMap(({ rows, ...group }) => {
      const divisor = (row: number) => (group.unit === 'N m/kg' ? massKgOf(row)! : 1);
      const labels = rows.map((row) => torqueNm[row]! / divisor(row));
      return models
        .filter(({ predictions }) => column < predictions.outputs)
        .map(({ model, given, predictions: { values, outputs: width } }) => {
          const predicted = rows.map((row) => values[row * width + column]! / divisor(row));
          return { ...group, model, given, ...figuresOf(labels, predicted) };
        });
    });
  });
}
