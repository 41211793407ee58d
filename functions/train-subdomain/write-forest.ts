import type { SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';
import { forestBytes, forestOf } from '../../layers/model/forest/index.ts';
import { growLocalForest, rowsOfForest } from '../../layers/model/training/index.ts';
import { ownErrors } from '../../layers/model/weighing/index.ts';
import type { SubdomainRecord, TrainingRecord } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import { modelMetadata } from './model-metadata.ts';
import { hasSeveralTasks } from './several-tasks.ts';

/**
 * Grows the forest of a sub-domain and writes it as a local model, the training record last. A forest takes seconds, so it
 * has no checkpoint: a call that is cut short starts anew.
 *
 * @param tables of the sub-domain, with the inputs of local models; they are read twice, so that few are in memory
 * @param seconds the time that was spent so far
 */
export async function writeForest(
  bucket: Bucket,
  key: (file: string) => string,
  grown: {
    readonly problem: TrainingProblem;
    readonly record: SubdomainRecord;
    readonly tables: () => AsyncIterable<SampleTable>;
    readonly seed: number;
    readonly seconds: () => number;
  },
): Promise<void> {
  const { problem, record, tables, seed, seconds } = grown;
  const rows = await rowsOfForest(tables(), record.rows);
  const usesContext = hasSeveralTasks(rows, problem);
  const bytes = forestBytes(growLocalForest(rows, problem, { seed, usesContext }));
  const errors = await ownErrors(forestOf(bytes), problem, tables());
  const userDefinedMetadata = modelMetadata(problem, record.id);
  const modelText = `${JSON.stringify({ format: 'sarcomere-forest', userDefinedMetadata }, undefined, 1)}\n`;
  await bucket.put(key('weights.bin'), bytes);
  await bucket.put(key('model.json'), modelText, 'application/json');
  await bucket.putJson(key('training.json'), {
    subdomain: record.id,
    engine: 'forest',
    backend: 'webassembly',
    seed,
    rows: record.rows,
    seconds: seconds(),
    passes: 1,
    divergences: 0,
    trainingError: errors.training,
    validationError: errors.validation,
    trainingLoss: { angle: 0, force: 0, physics: 0 },
    curve: [],
    digests: { 'model.json': sha256(modelText), 'weights.bin': sha256(bytes) },
  } satisfies TrainingRecord);
}
