import type { SampleTable, TrainingProblem } from '../dataset/index.ts';
import { rowsUsedFor, rowUses, takeRows } from '../dataset/index.ts';
import { type Forest, growForest } from '../forest/index.ts';
import { contextColumns } from '../inputs/index.ts';

const trees = 60;
const leaf = 5;
/** Most rows that a forest is grown from: neighbours in time are nearly copies, and time and size grow with the rows. */
const mostRows = 40_000;

/**
 * The forest of one sub-domain, from its training rows. An output without any label there is constant: its deviation over
 * the training rows of the study, above its mean.
 *
 * @param usesContext false: the context inputs are not used. The context tells which task it is; if the task is known,
 *   forests that use the context err more on rows beyond the training.
 * @param table rows with all inputs, as `withInputs` computes them
 */
export function growLocalForest(
  table: SampleTable,
  problem: TrainingProblem,
  { seed, usesContext }: { readonly seed: number; readonly usesContext: boolean },
): Forest {
  const training = rowsUsedFor(table, rowUses.train);
  const every = Math.ceil(training.length / mostRows);
  const { inputs, labels, rows } = takeRows(
    table,
    training.filter((_, at) => at % every === 0),
  );
  // Constant columns are never split on.
  for (const column of usesContext ? [] : contextColumns(problem.inputNames)) {
    for (let row = 0; row < rows; row++) inputs[row * problem.inputNames.length + column] = 0;
  }
  const outputs = problem.outputs.length;
  for (const [column, { scale }] of problem.outputs.entries()) {
    let isLabelled = false;
    for (let row = 0; row < rows; row++)
      if (!Number.isNaN(labels[row * outputs + column]!)) isLabelled = true;
    if (isLabelled) continue;
    for (let row = 0; row < rows; row++) labels[row * outputs + column] = scale.mean + scale.deviation;
  }
  return growForest({ inputs, width: problem.inputNames.length, labels, outputs }, { trees, leaf, seed });
}
