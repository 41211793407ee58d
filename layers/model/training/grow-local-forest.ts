import type { SampleTable, TrainingProblem } from '../dataset/index.ts';
import { concatTables, rowsUsedFor, rowUses, takeRows } from '../dataset/index.ts';
import { type Forest, growForest, localForest } from '../forest/index.ts';
import { contextColumns } from '../inputs/index.ts';

const { leaf, mostRows } = localForest;

/**
 * The training rows that a forest is grown from, of tables that come one by one: all, or every second, third, ... row.
 *
 * @param tables rows with all inputs, as `withInputs` computes them
 * @param rows number of training rows in all tables
 */
export async function rowsOfForest(tables: AsyncIterable<SampleTable>, rows: number): Promise<SampleTable> {
  const every = Math.ceil(rows / mostRows);
  const taken: SampleTable[] = [];
  let seen = 0;
  for await (const table of tables) {
    const training = rowsUsedFor(table, rowUses.train);
    const first = seen;
    taken.push(
      takeRows(
        table,
        training.filter((_, at) => (first + at) % every === 0),
      ),
    );
    seen += training.length;
  }
  return concatTables(taken);
}

export interface LocalForestSettings {
  readonly seed: number;
  readonly usesContext: boolean;
  /** Default: those of a published forest. */
  readonly trees?: number;
}

/**
 * The forest of one sub-domain. An output without any label there is constant: the mean over the training rows of the study
 * (0 of a force), plus their deviation; a torque is their mean.
 *
 * @param table the rows that it is grown from
 * @param usesContext false: the context inputs are not used. The context tells which task it is; if the rows have one task,
 *   forests that use the context err more on rows beyond the training.
 */
export function growLocalForest(
  table: SampleTable,
  problem: TrainingProblem,
  { seed, usesContext, trees = localForest.trees }: LocalForestSettings,
): Forest {
  const { rows } = table;
  const [inputs, labels] = [table.inputs.slice(), table.labels.slice()];
  // Constant columns are never split on.
  for (const column of usesContext ? [] : contextColumns(problem.inputNames)) {
    for (let row = 0; row < rows; row++) inputs[row * problem.inputNames.length + column] = 0;
  }
  const outputs = problem.outputs.length;
  for (const [column, { quantity, scale }] of problem.outputs.entries()) {
    let isLabelled = false;
    for (let row = 0; row < rows; row++)
      if (!Number.isNaN(labels[row * outputs + column]!)) isLabelled = true;
    if (isLabelled) continue;
    const constant = scale.mean + (quantity === 'torque' ? 0 : scale.deviation);
    for (let row = 0; row < rows; row++) labels[row * outputs + column] = constant;
  }
  return growForest({ inputs, width: problem.inputNames.length, labels, outputs }, { trees, leaf, seed });
}
