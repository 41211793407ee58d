import pMap from 'p-map';
import { finiteOrNull, windowsOf } from '../../layers/base/numbers/index.ts';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import {
  concatTables,
  ofRecordings,
  rowUses,
  type SampleTable,
  withInputs,
} from '../../layers/model/dataset/index.ts';
import { toLayersModel, toLocalNetwork } from '../../layers/model/network/index.ts';
import { chooseEngine, Trainer } from '../../layers/model/training/index.ts';
import type {
  LossRecord,
  PartitionRecord,
  ProgressRecord,
  SubdomainPointer,
  SubdomainRecord,
  TrainingRecord,
} from '../../layers/run/records/index.ts';
import { keys, readPartition, readPreparedTable, readProblem } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ifSound, monotonicMs, plainCause, sha256 } from '../../layers/run/storage/index.ts';
import { modelMetadata } from './model-metadata.ts';
import { trainFold } from './train-fold.ts';
import { learnedNetwork, trainedAs } from './trained-as.ts';
import { cadences, pauseMs } from './write-cadence.ts';
import { writeForest } from './write-forest.ts';

export interface TrainEvent extends SubdomainPointer {
  /** Present if an earlier call failed finally; this call then only records the cause. */
  readonly lost?: { readonly Error?: string; readonly Cause?: string };
}

export interface TrainAnswer {
  /** `continue`: call again, a checkpoint is in the bucket. */
  readonly state: 'trained' | 'continue' | 'lost';
  readonly subdomain: string;
}

export interface TrainSurroundings {
  readonly bucket: Bucket;
  /** End of the function's time, on the clock of `now`. */
  readonly deadlineMs: number;
  readonly now?: () => number;
  /** Overrides the engine in the manifest: a GPU job trains on its GPU or not at all. */
  readonly engine?: 'gpu' | 'kernel';
  /** True if the machine is about to be reclaimed; the checkpoint is then written at once. */
  readonly isInterrupted?: () => boolean;
  /** Called after each step of the training. */
  readonly onStep?: () => void;
}

/** Reserve for the last checkpoint and for a step that takes longer than earlier ones. */
const reserveMs = 15_000;

/**
 * Trains the local model of one sub-domain, from its checkpoint if there is one, until it is done or the time is nearly over.
 * Does nothing if the sub-domain is already trained.
 */
export async function trainSubdomain(
  event: TrainEvent,
  surroundings: TrainSurroundings,
): Promise<TrainAnswer> {
  const { bucket, deadlineMs, now = monotonicMs, isInterrupted = () => false, onStep } = surroundings;
  const { study, run, subdomain } = event;
  const key = (file: string) => keys.local(study, run, subdomain, file);
  if (event.lost) {
    await bucket.putJson(key('lost.json'), lossRecord(event.lost));
    return { state: 'lost', subdomain };
  }
  if (await isTrained(bucket, key)) return { state: 'trained', subdomain };

  const startedMs = now();
  const [problem, partition] = await Promise.all([readProblem(bucket, event), readPartition(bucket, event)]);
  const fold = partition.folds?.find(({ id }) => id === subdomain);
  if (fold) {
    const isDone = await trainFold(bucket, key, {
      problem,
      partition,
      fold,
      engine: await chooseEngine(surroundings.engine ?? problem.training.engine),
      read: (name) => readPreparedTable(bucket, event, partition, name),
      isTimeOver: (longestMs) => now() + reserveMs + 2 * longestMs > deadlineMs || isInterrupted(),
      now,
      onStep,
    });
    return { state: isDone ? 'trained' : 'continue', subdomain };
  }
  const { subdomains, control } = partition;
  const isControl = control?.id === subdomain;
  const record = isControl ? control : subdomains.find(({ id }) => id === subdomain);
  if (!record) throw new Error(`partition.json has no sub-domain ${subdomain}`);
  // Each model has a seed by its place; the control that of the single model, from which it differs in nothing but physics.
  const place = subdomains.findIndex(({ id, kind }) => (isControl ? kind === 'single' : id === subdomain));
  const seed = problem.training.seed + place;
  if (record.learner === 'forest') {
    const seconds = () => (now() - startedMs) / 1000;
    const tables = () => tablesInTurn(bucket, event, partition, record, problem);
    await writeForest(bucket, key, { problem, record, tables, seed, seconds });
    return { state: 'trained', subdomain };
  }
  const table = await readTables(bucket, event, partition, record);
  const engine = await chooseEngine(surroundings.engine ?? problem.training.engine);
  const own = isControl ? withoutPhysics(problem) : trainedAs(problem, record);
  const trainer = new Trainer(table, own, engine, seed);
  const checkpoint = await ifSound(() => bucket.getBytes(key('checkpoint.bin')));
  const spentBeforeMs = checkpoint && trainer.restore(checkpoint) ? await spentMs(bucket, key) : 0;

  const spent = () => spentBeforeMs + now() - startedMs;
  const writeCheckpoint = async () => {
    await bucket.put(key('checkpoint.bin'), trainer.checkpoint());
    await bucket.putJson(key('spent.json'), { milliseconds: spent() });
  };
  let savedMs = startedMs;
  let shownMs = Number.NEGATIVE_INFINITY;
  let longestStepMs = 0;
  while (!trainer.isDone) {
    const beforeMs = now();
    const isTimeOver = beforeMs + Math.max(reserveMs, 3 * longestStepMs) > deadlineMs;
    if (isTimeOver || isInterrupted()) {
      await writeCheckpoint();
      return { state: 'continue', subdomain };
    }
    trainer.step();
    longestStepMs = Math.max(longestStepMs, now() - beforeMs);
    onStep?.();
    if (now() - savedMs > pauseMs(cadences.checkpoint, spent())) {
      await writeCheckpoint();
      savedMs = now();
    }
    if (now() - shownMs > pauseMs(cadences.progress, spent())) {
      await bucket.putJson(key('progress.json'), progressRecord(trainer, spent()));
      shownMs = now();
    }
  }
  await writeModel(bucket, key, { trainer, problem, record, table, seed, seconds: spent() / 1000 });
  return { state: 'trained', subdomain };
}

/** The single model of a large study reads thousands of small tables. */
const tablesAtOnce = 16;

type KeyOf = (file: string) => string;

/** The files of a finished sub-domain, and of a finished fold; its record has their digests. */
const filesOf = { subdomain: ['model.json', 'weights.bin'], fold: ['rows.parquet', 'outputs.bin'] } as const;

/** True if the record of a sub-domain or fold is there, and its files are whole. */
async function isTrained(bucket: Bucket, key: KeyOf): Promise<boolean> {
  type FinishedRecord = { readonly fold?: string; readonly digests: Readonly<Record<string, string>> };
  const record = await ifSound(() => bucket.getJson<FinishedRecord>(key('training.json')));
  if (!record) return false;
  const files = record.fold === undefined ? filesOf.subdomain : filesOf.fold;
  const contents = await Promise.all(files.map((file) => ifSound(() => bucket.getBytes(key(file)))));
  return files.every((file, at) => contents[at] && sha256(contents[at]) === record.digests[file]);
}

async function readTables(
  bucket: Bucket,
  event: TrainEvent,
  partition: PartitionRecord,
  record: SubdomainRecord,
): Promise<SampleTable> {
  const tables = await pMap(record.tables, (name) => readPreparedTable(bucket, event, partition, name), {
    concurrency: tablesAtOnce,
  });
  return concatTables(tables);
}

/** The rows of a sub-domain with all inputs, table by table: a forest needs no neighbours in time, and few rows at once. */
async function* tablesInTurn(
  bucket: Bucket,
  event: TrainEvent,
  partition: PartitionRecord,
  { tables, recordings }: SubdomainRecord,
  problem: TrainingProblem,
): AsyncGenerator<SampleTable> {
  // Others may learn from a part of the rows of a table.
  const ofDivision = partition.subdomains.filter(({ kind }) => kind === 'local');
  const rowsOf = new Map(ofDivision.map((one) => [one.tables.join(), one.rows]));
  const bytesOf = (name: string) => (rowsOf.get(name) ?? 0) * bytesOfRow(problem.inputNames.length);
  for (const together of windowsOf(tables, bytesOf, window)) {
    const read = await Promise.all(together.map((name) => readPreparedTable(bucket, event, partition, name)));
    for (const table of read) yield withInputs(ofRecordings(table, recordings), problem);
  }
}

/** Tables that a forest reads together: one by one, hundreds would take long. */
const window = { mostBytes: 256 * 1024 ** 2, mostItems: tablesAtOnce };
/** Bytes of a row as a file and as a table: four in each for an input, and those of the other columns. */
const bytesOfRow = (inputs: number) => 8 * inputs + 110;

async function spentMs(bucket: Bucket, key: KeyOf): Promise<number> {
  const spent = await ifSound(() => bucket.getJson<{ milliseconds: number }>(key('spent.json')));
  return spent?.milliseconds ?? 0;
}

function withoutPhysics(problem: TrainingProblem): TrainingProblem {
  return { ...problem, training: { ...problem.training, physicsWeight: 0 } };
}

/** Writes the training record last: if it exists, the model is complete. */
async function writeModel(
  bucket: Bucket,
  key: KeyOf,
  done: {
    trainer: Trainer;
    problem: TrainingProblem;
    record: SubdomainRecord;
    table: SampleTable;
    seed: number;
    seconds: number;
  },
): Promise<void> {
  const { trainer, problem, record, table, seed, seconds } = done;
  const result = trainer.result();
  const network = learnedNetwork(toLocalNetwork(result.parameters, trainer.shape, problem), record, problem);
  const { model, weights } = toLayersModel(network, modelMetadata(problem, record.id));
  const modelText = `${JSON.stringify(model, undefined, 1)}\n`;
  await bucket.put(key('weights.bin'), weights);
  await bucket.put(key('model.json'), modelText, 'application/json');
  const { angle, force, torque, physics } = result.trainingLoss;
  const hasTorque = problem.outputs.some(({ quantity }) => quantity === 'torque');
  await bucket.putJson(key('training.json'), {
    subdomain: record.id,
    engine: trainer.engine.name,
    backend: trainer.engine.backend,
    seed,
    rows: table.use.reduce((rows, use) => rows + (use === rowUses.train ? 1 : 0), 0),
    seconds,
    passes: result.passes,
    divergences: result.divergences,
    trainingError: result.trainingError,
    validationError: trainer.hasValidation ? result.validationError : null,
    trainingLoss: { angle, force, ...(hasTorque ? { torque } : {}), physics },
    curve: trainer.hasValidation
      ? result.curve
      : result.curve.map((point) => ({ ...point, validationError: null })),
    digests: { 'model.json': sha256(modelText), 'weights.bin': sha256(weights) },
  } satisfies TrainingRecord);
}

/** Below this share of work, most of the time was spent on starting up, which would distort the forecast. */
const leastShareToForesee = 0.05;

function progressRecord(trainer: Trainer, spent: number): ProgressRecord {
  const { phase, share, loss, validationError } = trainer.progress;
  const secondsLeft = share > leastShareToForesee ? ((1 - share) * spent) / share / 1000 : Number.NaN;
  return {
    phase,
    share,
    loss: finiteOrNull(loss),
    validationError: trainer.hasValidation ? finiteOrNull(validationError) : null,
    secondsLeft: finiteOrNull(secondsLeft),
  };
}

function lossRecord(lost: NonNullable<TrainEvent['lost']>): LossRecord {
  return { error: lost.Error ?? 'unknown', cause: plainCause(lost.Cause ?? '').slice(0, 4000) };
}
