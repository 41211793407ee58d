import type { SampleTable, TrainingProblem } from '../dataset/index.ts';
import { type Batch, BatchBuilder } from './batch.ts';
import type { Stretch } from './stretches.ts';

/** Builds a new batch from stretches of a table. */
export function buildBatch(
  table: SampleTable,
  problem: TrainingProblem,
  stretches: readonly Stretch[],
): Batch {
  return new BatchBuilder(table, problem).build(stretches);
}
