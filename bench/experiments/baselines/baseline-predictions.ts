import type { SampleTable } from '../../../layers/model/dataset/index.ts';
import { withInputs } from '../../../layers/model/dataset/index.ts';
import type { ModelPredictions } from '../../../layers/model/weighing/testing.ts';
import type { RunPointer } from '../../../layers/run/records/index.ts';
import { readPartition, readProblem } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { localTables, readRunTable } from '../changes/edit-table.ts';
import type { BaselineName } from '../experiment.ts';
import type { Baseline } from './baseline.ts';
import { extremeLearningMachine } from './extreme-learning-machine.ts';
import { loadRandomForest } from './random-forest.ts';
import { ridgeRegression } from './ridge-regression.ts';

/** Outputs of ridge regression and of chosen learners, trained on the tables of the networks. */
export async function baselinePredictions(
  names: readonly BaselineName[],
  bucket: Bucket,
  pointer: RunPointer,
  heldOut: SampleTable,
): Promise<Map<string, ModelPredictions>> {
  const problem = await readProblem(bucket, pointer);
  const tables: SampleTable[] = [];
  for (const name of localTables(await readPartition(bucket, pointer))) {
    tables.push(withInputs(await readRunTable(bucket, pointer, name), problem));
  }
  const learners: Baseline[] = [ridgeRegression];
  if (names.includes('extreme learning machine')) learners.push(extremeLearningMachine);
  if (names.includes('random forest')) learners.push(await loadRandomForest());
  return new Map(
    learners.map(
      (learner) => [learner.name, { values: learner.fit(tables, problem)(heldOut), outputs: 1 }] as const,
    ),
  );
}
