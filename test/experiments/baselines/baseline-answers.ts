import type { Baseline } from '../../../layers/ensemble/baselines/baseline.ts';
import { extremeLearningMachine } from '../../../layers/ensemble/baselines/extreme-learning-machine.ts';
import { ridgeRegression } from '../../../layers/ensemble/baselines/ridge-regression.ts';
import type { ModelAnswer } from '../../../layers/ensemble/score.ts';
import { withInputs } from '../../../layers/preparation/input-sources.ts';
import type { SampleTable } from '../../../layers/preparation/sample-table.ts';
import type { Bucket } from '../../../layers/storage/bucket.ts';
import { readPartition, readProblem } from '../../../layers/storage/prepared-objects.ts';
import type { RunPointer } from '../../../layers/storage/run-objects.ts';
import { localTables, readTable } from '../changes/edit-table.ts';
import type { BaselineName } from '../experiment.ts';
import { loadRandomForest } from './random-forest.ts';

/** Ridge regression and the learners asked for, given the very tables that the networks learned from. */
export async function baselineAnswers(
  names: readonly BaselineName[],
  bucket: Bucket,
  pointer: RunPointer,
  heldOut: SampleTable,
): Promise<Map<string, ModelAnswer>> {
  const problem = await readProblem(bucket, pointer);
  const tables: SampleTable[] = [];
  for (const name of localTables(await readPartition(bucket, pointer))) {
    tables.push(withInputs(await readTable(bucket, pointer, name), problem));
  }
  const learners: Baseline[] = [ridgeRegression];
  if (names.includes('extreme learning machine')) learners.push(extremeLearningMachine);
  if (names.includes('random forest')) learners.push(await loadRandomForest());
  return new Map(
    learners.map((learner) => [learner.name, { angleRad: learner.fit(tables, problem)(heldOut) }] as const),
  );
}
