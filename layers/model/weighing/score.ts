import { degreesOf } from '../../base/numbers/index.ts';
import { columnsOfQuantity, labelsOf, type SampleTable, type TrainingProblem } from '../dataset/index.ts';
import { allNames, isSameGiven } from '../inputs/index.ts';
import { figuresOf } from './figures-of.ts';
import { scoreTorques } from './score-torques.ts';
import type { Score, ScoredModel } from './scored.ts';

export type { ModelPredictions, Score, ScoredModel } from './scored.ts';

/**
 * Scores of models on held-out rows: the angle of the first coordinate in degrees over all rows, by task, site and subject;
 * the force in newtons by muscle, on labelled rows; the torque on rows where it was measured, over all and by task.
 */
export function scoreModels(
  table: SampleTable,
  problem: TrainingProblem,
  models: readonly ScoredModel[],
): Score[] {
  const { outputs } = problem;
  const scores: Score[] = [];
  const [angle] = columnsOfQuantity(outputs, 'angle');
  const anglesRad = labelsOf(table, angle!);
  for (const { scope, name, rows } of angleScopes(table, anglesRad, problem)) {
    const measured = rows.map((row) => degreesOf(anglesRad[row]!));
    for (const { model, given, predictions } of models) {
      const predicted = rows.map((row) => degreesOf(predictions.values[row * predictions.outputs + angle!]!));
      scores.push({ scope, name, model, given, unit: 'deg', ...figuresOf(measured, predicted) });
    }
  }
  for (const column of columnsOfQuantity(outputs, 'force')) {
    const { name } = outputs[column]!;
    const forcesN = labelsOf(table, column);
    const rows = labelledRows(forcesN);
    const labelled = rows.map((row) => forcesN[row]!);
    for (const { model, given, predictions } of models) {
      if (column >= predictions.outputs || table.rows === 0) continue;
      const predicted = rows.map((row) => predictions.values[row * predictions.outputs + column]!);
      scores.push({ scope: 'muscle', name, model, given, unit: 'N', ...figuresOf(labelled, predicted) });
    }
  }
  return [...scores, ...scoreTorques(table, problem, models)];
}

/** True if all names were given. */
export function isWithAllNames({ given }: Pick<Score, 'given'>): boolean {
  return isSameGiven(given, allNames);
}

/** `gated`, `gated (no names)`, `gated (task alone)`: a model in tables and figures, by what is given. */
export function scoredLabel({ model, given }: Pick<Score, 'model' | 'given'>): string {
  if (isWithAllNames({ given })) return model;
  return `${model} (${given.length === 0 ? 'no names' : `${given.join(' and ')} alone`})`;
}

function angleScopes(table: SampleTable, anglesRad: Float32Array, problem: TrainingProblem) {
  const measured = labelledRows(anglesRad);
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

function labelledRows(labels: Float32Array): number[] {
  return [...labels.keys()].filter((row) => !Number.isNaN(labels[row]!));
}
