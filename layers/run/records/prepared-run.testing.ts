import type { TrainingProblem } from '../../model/dataset/index.ts';
import { rowUses, toParquet } from '../../model/dataset/index.ts';
import { toLayersModel } from '../../model/network/index.ts';
import { smallLocalModel, smallMetadata, smallProblem, smallTable } from '../../model/weighing/testing.ts';
import { sha256 } from '../storage/index.ts';
import { MemoryBucket } from '../storage/testing.ts';
import { keys } from './keys.ts';
import type { PartitionRecord, RunPointer, SubdomainRecord, TrainingRecord } from './run-objects.ts';

export const pointer: RunPointer = { bucket: 'memory', study: 'small', run: 'r1' };

const prepared = (file: string) => keys.prepared(pointer.study, pointer.run, file);
export const local = (subdomain: string, file: string) =>
  keys.local(pointer.study, pointer.run, subdomain, file);

/** The sub-domains of `preparedRun`: one model on everything and three local ones. */
export const subdomains: readonly SubdomainRecord[] = [
  {
    id: 'single',
    kind: 'single',
    label: 'everything',
    rows: 720,
    tables: ['time-1.parquet', 'time-2.parquet', 'time-3.parquet'],
  },
  ...[1, 2, 3].map(
    (at): SubdomainRecord => ({
      id: `time-${at}`,
      kind: 'local',
      label: `block ${at} of 3`,
      rows: 240,
      tables: [`time-${at}.parquet`],
    }),
  ),
];

/** A bucket as prepare-study leaves it, over three recordings in three sub-domains. */
export async function preparedRun(
  changes: Partial<TrainingProblem> = {},
): Promise<{ bucket: MemoryBucket; problem: TrainingProblem }> {
  const bucket = new MemoryBucket();
  const problem = smallProblem(changes);
  for (const recording of [0, 1, 2]) {
    const table = smallTable(problem, [
      { recording, rows: 240 },
      { recording, use: rowUses.validation, rows: 60 },
    ]);
    await bucket.put(prepared(`time-${recording + 1}.parquet`), toParquet(table));
  }
  const heldOut = smallTable(problem, [
    { recording: 3, use: rowUses.heldOut, rows: 100 },
    { recording: 0, use: rowUses.heldOut, rows: 50 },
  ]);
  await bucket.put(prepared('held-out.parquet'), toParquet(heldOut));
  const partition: PartitionRecord = {
    subdomains,
    counts: {
      sites: 2,
      subjects: 2,
      recordings: 4,
      trainRows: 720,
      validationRows: 180,
      heldOutRows: 150,
      seconds: 21,
    },
    inputs: { 'study.json': sha256('study') },
    warnings: [],
    labels: [],
  };
  await bucket.putJson(prepared('problem.json'), problem);
  await bucket.putJson(prepared('partition.json'), partition);
  return { bucket, problem };
}

/** Leaves a local model in the bucket as train-subdomain does, without the training. */
export async function leaveModel(
  bucket: MemoryBucket,
  problem: TrainingProblem,
  { id, seed, error }: { id: string; seed: number; error: number },
  changes: Partial<TrainingRecord> = {},
): Promise<void> {
  const { network } = smallLocalModel(problem, { id, seed, error: 1 });
  const { model, weights } = toLayersModel(network, smallMetadata(problem, id));
  const modelText = JSON.stringify(model);
  await bucket.put(local(id, 'weights.bin'), weights);
  await bucket.put(local(id, 'model.json'), modelText);
  await bucket.putJson(local(id, 'training.json'), {
    subdomain: id,
    engine: 'tensor',
    backend: 'wasm',
    seed,
    rows: 240,
    seconds: 1.5,
    passes: 3,
    divergences: 0,
    trainingError: error,
    validationError: error,
    trainingLoss: { angle: error ** 2, force: error ** 2, physics: 0 },
    curve: [{ passes: 1, loss: 1, validationError: error }],
    digests: { 'model.json': sha256(modelText), 'weights.bin': sha256(weights) },
    ...changes,
  } satisfies TrainingRecord);
}
