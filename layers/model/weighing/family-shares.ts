import type { SampleTable, TrainingProblem } from '../dataset/index.ts';
import { takeRows } from '../dataset/index.ts';
import type { GivenKinds } from '../inputs/index.ts';
import type { Gate } from '../predictor/index.ts';
import { viewOf } from './evidence/evidence.ts';
import type { LocalModel } from './local-model.ts';

/** Rows over which weights are averaged, spread evenly over the table. */
const mostRows = 2000;

/**
 * The share of each family in a gate's predictions: the weights of its local models, summed, mean over rows, 0 to 1.
 *
 * @param table rows with the inputs of local models
 * @param given kinds of names that are given
 * @returns by family; empty for a table without rows
 */
export function familyShares(
  gate: Gate,
  table: SampleTable,
  problem: TrainingProblem,
  given: GivenKinds,
  localModels: readonly Pick<LocalModel, 'family'>[],
): Map<string, number> {
  const shares = new Map<string, number>();
  if (table.rows === 0) return shares;
  const every = Math.ceil(table.rows / mostRows);
  const some = takeRows(
    table,
    Array.from({ length: Math.ceil(table.rows / every) }, (_, at) => at * every),
  );
  const columns = gate.columns(viewOf(some, problem, given));
  const weights = new Float64Array(some.rows);
  for (const [place, { family }] of localModels.entries()) {
    if (family === undefined) continue;
    columns.fill(place, weights);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    shares.set(family, (shares.get(family) ?? 0) + sum / some.rows);
  }
  return shares;
}
