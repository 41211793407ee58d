import pMap from 'p-map';
import type { Fold, SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';
import {
  concatTables,
  countUsedFor,
  foldTraining,
  ofRecordings,
  rowsOfFold,
  rowUses,
  takeRows,
  toParquet,
  withInputs,
  withoutAside,
} from '../../layers/model/dataset/index.ts';
import { toLocalNetwork } from '../../layers/model/network/index.ts';
import type { ContextFadeJson, Learned } from '../../layers/model/predictor/index.ts';
import {
  type chooseEngine,
  growLocalForest,
  rowsOfForest,
  Trainer,
} from '../../layers/model/training/index.ts';
import {
  ContextFadeFit,
  emulatedIn,
  foldOutputs,
  hasNames,
  mostRowsToJudge,
  runsOf,
  sizeOfOutputs,
} from '../../layers/model/weighing/index.ts';
import type { FoldResultRecord, PartitionRecord, SubdomainRecord } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ifSound, sha256 } from '../../layers/run/storage/index.ts';
import { hasSeveralTasks } from './several-tasks.ts';
import { learnedNetwork, trainedAs } from './trained-as.ts';

/** With fewer training rows left, a local model is no evidence of what the study's own can do. */
const fewestRows = 50;

type Engine = Awaited<ReturnType<typeof chooseEngine>>;

/** Data and surroundings of the training of a fold. */
export interface FoldWork {
  readonly problem: TrainingProblem;
  readonly partition: PartitionRecord;
  readonly fold: Fold;
  readonly engine: Engine;
  /** Reads a prepared table. */
  readonly read: (name: string) => Promise<SampleTable>;
  /** True if the next training may not end in time. @param longestMs the longest one so far */
  readonly isTimeOver: (longestMs: number) => boolean;
  readonly now: () => number;
  readonly onStep?: (() => void) | undefined;
}

/**
 * Trains every local model without the rows of a fold, which it then predicts, and writes rows and outputs, the record last.
 * If the time runs out between two trainings, writes the outputs so far: a later call goes on from there.
 *
 * @returns true if the fold is done
 */
export async function trainFold(
  bucket: Bucket,
  key: (file: string) => string,
  work: FoldWork,
): Promise<boolean> {
  const { problem, partition, fold, now } = work;
  const { condition } = fold;
  const startedMs = now();
  const tables = await openedTables(work);
  const emulated = emulatedIn(condition, partition);
  const untrained = emulated.flatMap(({ record }) =>
    rowsLeft(record, fold, tables) < fewestRows ? [record] : [],
  );
  const rows = rowsToPredict(work, tables, untrained);
  const sizes = emulated.map(({ record }) => sizeOfOutputs(record, condition, rows, problem));
  const runGiven = runsOf(rows, problem, fadeWithout(work, tables));
  const partial = await partialOf(bucket, key, sizes);
  const outputs = [...partial.outputs];
  const spentMs = () => partial.spentMs + now() - startedMs;
  let longestMs = 0;
  for (let at = outputs.length; at < emulated.length; at++) {
    if (at > partial.outputs.length && work.isTimeOver(longestMs)) {
      await bucket.put(key('partial.bin'), bytesOf(outputs));
      await bucket.putJson(key('partial.json'), { trained: outputs.length, milliseconds: spentMs() });
      return false;
    }
    const beforeMs = now();
    const { record, places } = emulated[at]!;
    const learned = untrained.includes(record)
      ? undefined
      : await trainedWithout(record, places[0]!, tablesOf(record, tables), work);
    outputs.push(
      learned
        ? foldOutputs(learned, record, condition, rows, problem, runGiven)
        : new Float32Array(sizes[at]!),
    );
    longestMs = Math.max(longestMs, now() - beforeMs);
  }
  const filled = outputs.map((own, at) =>
    untrained.includes(emulated[at]!.record) ? meanOfFamily(at, outputs, emulated, untrained) : own,
  );
  const [rowBytes, outputBytes] = [toParquet(rows), bytesOf(filled)];
  await bucket.put(key('rows.parquet'), rowBytes);
  await bucket.put(key('outputs.bin'), outputBytes);
  await bucket.putJson(key('training.json'), {
    fold: fold.id,
    rows: rows.rows,
    seconds: spentMs() / 1000,
    digests: { 'rows.parquet': sha256(rowBytes), 'outputs.bin': sha256(outputBytes) },
  } satisfies FoldResultRecord);
  return true;
}

type Tables = ReadonlyMap<string, SampleTable>;

/** Tables are opened once, and serve all trainings of the fold. */
const tablesAtOnce = 16;

async function openedTables({ partition, read }: FoldWork): Promise<Tables> {
  const names = [...new Set(partition.subdomains.flatMap(({ tables }) => tables))];
  const opened = await pMap(names, async (name) => [name, await read(name)] as const, {
    concurrency: tablesAtOnce,
  });
  return new Map(opened);
}

function tablesOf({ tables, recordings }: SubdomainRecord, opened: Tables): SampleTable[] {
  return tables.map((name) => ofRecordings(opened.get(name)!, recordings));
}

/** Training rows of a sub-domain outside of the fold. */
function rowsLeft(record: SubdomainRecord, { aside }: Fold, opened: Tables): number {
  return tablesOf(record, opened).reduce(
    (sum, table) => sum + countUsedFor(withoutAside(table, aside), rowUses.train),
    0,
  );
}

/**
 * In place of the outputs of a local model that cannot be trained, such as that of a subject who is left out: the mean of
 * the others of its family, which changes a weighted mean least. A forest that was cut by a task has no row to predict in a fold
 * without the task, and so no outputs.
 */
function meanOfFamily(
  at: number,
  outputs: readonly Float32Array[],
  emulated: readonly { readonly record: SubdomainRecord }[],
  untrained: readonly SubdomainRecord[],
): Float32Array {
  const { family, id } = emulated[at]!.record;
  if (outputs[at]!.length === 0) return outputs[at]!;
  const others = outputs.filter((own, other) => {
    const { record } = emulated[other]!;
    return record.family === family && !untrained.includes(record) && own.length === outputs[at]!.length;
  });
  if (others.length === 0) throw new Error(`${id} cannot be trained without the rows of the fold`);
  return outputs[at]!.map((_, value) => others.reduce((sum, own) => sum + own[value]!, 0) / others.length);
}

/**
 * The rows of the fold, without those with the names of a local model that cannot be trained. A new subject's name is not
 * given, so it does not count.
 */
function rowsToPredict(
  { problem, partition, fold }: FoldWork,
  opened: Tables,
  untrained: readonly SubdomainRecord[],
): SampleTable {
  const division = partition.subdomains.filter(({ kind }) => kind === 'local');
  const most = mostRowsToJudge(problem, partition) / (partition.folds?.length ?? 1);
  const rows = rowsOfFold(
    division.flatMap((record) => tablesOf(record, opened)),
    problem,
    fold,
    Math.floor(most),
  );
  const missing = untrained
    .map(({ names = {} }) => (fold.condition === 'known' ? names : { site: names.site, task: names.task }))
    .filter((names) => Object.values(names).some((name) => name !== undefined));
  const isPredicted = problem.recordings.map((card) => missing.every((names) => !hasNames(card, names)));
  return takeRows(
    rows,
    [...rows.recording.keys()].filter((row) => isPredicted[rows.recording[row]!]),
  );
}

/** A local model of the sub-domain, trained more briefly and without the fold's rows. */
async function trainedWithout(
  record: SubdomainRecord,
  place: number,
  tables: readonly SampleTable[],
  { problem, fold, engine, onStep }: FoldWork,
): Promise<Learned> {
  const { training } = problem;
  const seed = training.seed + place;
  const left = tables.map((table) => withoutAside(table, fold.aside));
  if (record.learner === 'forest') {
    const trained = left.map((table) => withInputs(table, problem));
    const rows = trained.reduce((sum, table) => sum + countUsedFor(table, rowUses.train), 0);
    const grown = await rowsOfForest(inTurn(trained), rows);
    return growLocalForest(grown, problem, {
      seed,
      usesContext: hasSeveralTasks(grown, problem),
      trees: foldTraining.trees,
    });
  }
  const whole = trainedAs(problem, record);
  const epochs = Math.ceil(foldTraining.shareOfEpochs * whole.training.epochs);
  const shorter = { ...whole, training: { ...whole.training, epochs, lbfgsIterations: 0 } };
  const trainer = new Trainer(concatTables(left), shorter, engine, seed);
  while (!trainer.isDone) {
    trainer.step();
    onStep?.();
  }
  return learnedNetwork(toLocalNetwork(trainer.result().parameters, trainer.shape, problem), record, problem);
}

/** How the context fades out beyond the rows that the fold leaves. */
function fadeWithout({ problem, partition, fold }: FoldWork, opened: Tables): ContextFadeJson | undefined {
  const division = partition.subdomains.filter(({ kind }) => kind === 'local');
  const fit = new ContextFadeFit(problem, fold.rows);
  for (const record of division) {
    for (const table of tablesOf(record, opened))
      fit.add(withInputs(withoutAside(table, fold.aside), problem));
  }
  return fit.fade();
}

async function* inTurn<One>(all: readonly One[]): AsyncGenerator<One> {
  yield* all;
}

/** The outputs that an earlier call has written; none if they are not those of these sizes. */
async function partialOf(
  bucket: Bucket,
  key: (file: string) => string,
  sizes: readonly number[],
): Promise<{ readonly outputs: readonly Float32Array[]; readonly spentMs: number }> {
  const none = { outputs: [], spentMs: 0 };
  const [record, bytes] = await Promise.all([
    ifSound(() => bucket.getJson<{ trained: number; milliseconds: number }>(key('partial.json'))),
    ifSound(() => bucket.getBytes(key('partial.bin'))),
  ]);
  if (!record || !bytes) return none;
  const own = sizes.slice(0, record.trained);
  if (own.reduce((sum, size) => sum + size, 0) * Float32Array.BYTES_PER_ELEMENT !== bytes.byteLength)
    return none;
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  let start = 0;
  const outputs = own.map((size) => {
    start += size;
    return values.slice(start - size, start);
  });
  return { outputs, spentMs: record.milliseconds };
}

function bytesOf(outputs: readonly Float32Array[]): Uint8Array {
  return Buffer.concat(
    outputs.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}
