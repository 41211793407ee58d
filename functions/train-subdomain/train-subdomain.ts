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
import { withoutNames } from './without-names.ts';
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
  const at = partition.subdomains.findIndex(({ id }) => id === subdomain);
  const record = partition.subdomains[at];
  if (!record) throw new Error(`partition.json has no sub-domain ${subdomain}`);
  const seed = problem.training.seed + at;
  if (record.learner === 'forest') {
    const seconds = () => (now() - startedMs) / 1000;
    const tables = () => tablesInTurn(bucket, event, partition, record, problem);
    await writeForest(bucket, key, { problem, record, tables, seed, seconds });
    return { state: 'trained', subdomain };
  }
  const table = await readTables(bucket, event, partition, record);
  const engine = await chooseEngine(surroundings.engine ?? problem.training.engine);
  const trainer = new Trainer(table, trainedAs(problem, record), engine, seed);
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

async function isTrained(bucket: Bucket, key: KeyOf): Promise<boolean> {
  const training = await ifSound(() => bucket.getJson<TrainingRecord>(key('training.json')));
  if (!training) return false;
  const files = ['model.json', 'weights.bin'] as const;
  const contents = await Promise.all(files.map((file) => ifSound(() => bucket.getBytes(key(file)))));
  return files.every((file, at) => contents[at] && sha256(contents[at]) === training.digests[file]);
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

/** Least noise on the inputs of further networks, in deviations: they differ from the others, and err less on real EMG. */
const noiseOfFurther = 0.2;

/** The same of networks for strangers: with much noise they learn less of what differs between people. */
const noiseForStrangers = 1;
/** With so much noise more steps gain nothing; a small study needs more passes for as many. */
const stepsForStrangers = 1000;
const fewestPasses = 10;

/**
 * Further networks learn with noise on their inputs, those that need names with all names always given, and those for strangers
 * from recordings without names.
 */
function trainedAs(
  problem: TrainingProblem,
  { kind, needs = [], isForStrangers, rows }: SubdomainRecord,
): TrainingProblem {
  if (kind !== 'further') return problem;
  const { inputNoise, nameDropout, epochs, batchRows } = problem.training;
  if (isForStrangers) {
    return {
      ...problem,
      // L-BFGS has no noise, and would learn what the noise hides.
      training: {
        ...problem.training,
        inputNoise: Math.max(inputNoise, noiseForStrangers),
        epochs: Math.max(Math.min(epochs, fewestPasses), Math.ceil((stepsForStrangers * batchRows) / rows)),
        lbfgsIterations: 0,
      },
      recordings: problem.recordings.map((card) => ({ ...card, subject: '', site: '', task: '' })),
    };
  }
  const training = {
    ...problem.training,
    inputNoise: Math.max(inputNoise, noiseOfFurther),
    nameDropout: needs.length > 0 ? 0 : nameDropout,
  };
  return { ...problem, training };
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
  const trained = toLocalNetwork(result.parameters, trainer.shape, problem);
  const network = record.isForStrangers ? withoutNames(trained, problem.inputNames) : trained;
  const { model, weights } = toLayersModel(network, modelMetadata(problem, record.id));
  const modelText = `${JSON.stringify(model, undefined, 1)}\n`;
  await bucket.put(key('weights.bin'), weights);
  await bucket.put(key('model.json'), modelText, 'application/json');
  const { angle, force, physics } = result.trainingLoss;
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
    trainingLoss: { angle, force, physics },
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
