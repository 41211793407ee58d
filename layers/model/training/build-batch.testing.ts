import type { Problem, SampleTable } from '../dataset/index.ts';
import { type Batch, BatchBuilder } from './batch.ts';
import type { Segment } from './segments.ts';

/** Puts segments of a table into a batch of its own. */
export function buildBatch(table: SampleTable, problem: Problem, segments: readonly Segment[]): Batch {
  return new BatchBuilder(table, problem).build(segments);
}
