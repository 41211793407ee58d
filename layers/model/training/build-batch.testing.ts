import type { Problem, SampleTable } from '../dataset/index.ts';
import { type Batch, BatchBuilder } from './batch.ts';
import type { Segment } from './segments.ts';

/** Builds a new batch from segments of a table. */
export function buildBatch(table: SampleTable, problem: Problem, segments: readonly Segment[]): Batch {
  return new BatchBuilder(table, problem).build(segments);
}
