import type { TrainingProblem } from '../../../layers/model/dataset/index.ts';
import { networkShapeOf, rowUses, toParquet } from '../../../layers/model/dataset/index.ts';
import { featureNames } from '../../../layers/model/inputs/index.ts';
import { initialParameters, toLayersModel, toLocalNetwork } from '../../../layers/model/network/index.ts';
import { randomTable, testProblem } from '../../../layers/model/training/testing.ts';
import type {
  PartitionRecord,
  RunPointer,
  SubdomainRecord,
  TrainingRecord,
} from '../../../layers/run/records/index.ts';
import { keys } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { sha256 } from '../../../layers/run/storage/index.ts';

export const pointer: RunPointer = { bucket: 'folder', study: 'scale', run: 'bench' };

const rowsEach = 200;
const validationRowsEach = 20;
const recordingsEach = 20;

/**
 * Leaves a run in a bucket as the trainings leave it: so many local models of the default size, untrained but of as many
 * weights, beside one on everything; 5 channels at 6 lags with context are 40 inputs; 5 muscles. Twenty sub-domains share a
 * recording, five recordings a subject.
 */
export async function writeTrainedRun(bucket: Bucket, models: number, heldOutRows = 20_000): Promise<void> {
  const channels = ['a', 'b', 'c', 'd', 'e'];
  const problem = problemOf(channels, Math.ceil(models / recordingsEach));
  const prepared = (file: string) => keys.prepared(pointer.study, pointer.run, file);
  const locals = Array.from(
    { length: models },
    (_, at): SubdomainRecord => ({
      id: `time-${at + 1}`,
      kind: 'local',
      label: `block ${at + 1} of ${models}`,
      rows: rowsEach,
      tables: [`time-${at + 1}.parquet`],
    }),
  );
  const single: SubdomainRecord = {
    id: 'single',
    kind: 'single',
    label: 'everything',
    rows: rowsEach,
    tables: ['time-1.parquet'],
  };
  for (const [at, { tables }] of locals.entries()) {
    const recording = Math.floor(at / recordingsEach);
    const stretches = [
      { rows: rowsEach, recording },
      { rows: validationRowsEach, recording, use: rowUses.validation },
    ];
    await bucket.put(prepared(tables[0]!), toParquet(randomTable(problem, stretches, at)));
  }
  const heldOut = { rows: heldOutRows / 10, use: rowUses.heldOut };
  const stretches = Array.from({ length: 10 }, (_, at) => ({
    ...heldOut,
    recording: at % problem.recordings.length,
  }));
  await bucket.put(prepared('held-out.parquet'), toParquet(randomTable(problem, stretches, 1)));
  await bucket.putJson(prepared('problem.json'), problem);
  await bucket.putJson(prepared('partition.json'), partitionOf([single, ...locals], heldOutRows));
  for (const [at, { id }] of [single, ...locals].entries()) await leaveModel(bucket, problem, id, at);
}

function problemOf(channels: readonly string[], recordings: number): TrainingProblem {
  const problem = testProblem(40, 5);
  const [card] = problem.recordings;
  return {
    ...problem,
    study: pointer.study,
    run: pointer.run,
    signals: {
      ...problem.signals,
      emg: { ...problem.signals.emg, channels: channels.map((column) => ({ column, muscle: 'FCR' })) },
    },
    emgScales: { s1: channels.map(() => 1) },
    inputNames: featureNames(channels, problem.features),
    recordings: Array.from({ length: recordings }, (_, at) => ({
      ...card!,
      file: `${at}.csv`,
      subject: `s${Math.floor(at / 5)}`,
      site: `site${at % 2}`,
      task: `task${at % 3}`,
    })),
  };
}

function partitionOf(subdomains: readonly SubdomainRecord[], heldOutRows: number): PartitionRecord {
  const locals = subdomains.length - 1;
  return {
    subdomains,
    counts: {
      sites: 2,
      subjects: Math.ceil(locals / recordingsEach / 5),
      recordings: Math.ceil(locals / recordingsEach),
      trainRows: locals * rowsEach,
      validationRows: locals * validationRowsEach,
      heldOutRows,
      seconds: 0,
    },
    inputs: {},
    warnings: [],
    labels: [],
  };
}

async function leaveModel(bucket: Bucket, problem: TrainingProblem, id: string, seed: number): Promise<void> {
  const local = (file: string) => keys.local(pointer.study, pointer.run, id, file);
  const { study, run, joint, coordinates, inputNames } = problem;
  const shape = networkShapeOf(problem);
  const { model, weights } = toLayersModel(toLocalNetwork(initialParameters(shape, seed), shape, problem), {
    study,
    run,
    subdomain: id,
    joint,
    anglePositive: coordinates[0]!.positive,
    inputs: inputNames,
  });
  const text = JSON.stringify(model);
  const error = 0.2 + 0.1 * Math.sin(seed);
  const record: TrainingRecord = {
    subdomain: id,
    engine: 'kernel',
    backend: 'relaxed-simd',
    seed,
    rows: rowsEach,
    seconds: 1,
    passes: 100,
    divergences: 0,
    trainingError: error,
    validationError: error,
    trainingLoss: { angle: error, force: error, physics: 0 },
    curve: Array.from({ length: 100 }, (_, at) => ({
      passes: at,
      loss: 1 / (at + 1),
      validationError: error,
    })),
    digests: { 'model.json': sha256(text), 'weights.bin': sha256(weights) },
  };
  await bucket.put(local('model.json'), text);
  await bucket.put(local('weights.bin'), weights);
  await bucket.putJson(local('training.json'), record);
}
