import type { SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';
import { ofRecordings, withInputs } from '../../layers/model/dataset/index.ts';
import type { Learned, LocalModelJson } from '../../layers/model/predictor/index.ts';
import {
  type CollectedLocalModel,
  confirmed,
  openLocalModel,
  ownErrors,
  requireQuorum,
} from '../../layers/model/weighing/index.ts';
import type {
  Gathered,
  GatheredLocalModel,
  LossRecord,
  PartitionRecord,
  RunPointer,
  SubdomainRecord,
  TrainingRecord,
} from '../../layers/run/records/index.ts';
import { keys, parseTrainingRecord, readPreparedTable } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ifSound, sha256 } from '../../layers/run/storage/index.ts';

/**
 * Collects the models in the order of the partition. Each network is passed to `visit` and then released: thousands of
 * them do not fit into memory.
 *
 * @throws QuorumMissed if fewer local models are sound than the manifest requires
 */
export async function gatherModels(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: TrainingProblem,
  visit: (localModel: CollectedLocalModel) => Promise<void>,
): Promise<Gathered> {
  const localModels: GatheredLocalModel[] = [];
  const trainings = new Map<string, TrainingRecord>();
  const dropped = new Map<string, string>();
  const falseRecords = new Map<string, string>();
  const shapes = new Map<string, GatheredLocalModel['parameters']>();
  const { subdomains } = partition;
  let start = 0;
  for (const records of inTurns(subdomains)) {
    const opened = await Promise.allSettled(
      records.map((record) => openModel(bucket, pointer, partition, record, problem)),
    );
    for (const [at, outcome] of opened.entries()) {
      const { id } = records[at]!;
      if (outcome.status === 'fulfilled') {
        const { localModel, training, falseRecord } = outcome.value;
        if (falseRecord !== undefined) falseRecords.set(id, falseRecord);
        const { weightsManifest, weights, error } = localModel;
        const shape = JSON.stringify(weightsManifest);
        const parameters = shapes.get(shape) ?? parametersOf(weightsManifest);
        shapes.set(shape, parameters);
        localModels.push({
          ...namesOfModel(records[at]!),
          error,
          place: start + at,
          byteLength: weights.byteLength,
          sha256: training.digests['weights.bin'],
          parameters,
        });
        trainings.set(id, trainings.size < mostCurves ? training : { ...training, curve: [] });
        await visit(localModel);
      } else if (outcome.reason instanceof Refused) {
        dropped.set(id, outcome.reason.message);
      } else {
        throw outcome.reason;
      }
    }
    start += records.length;
  }
  requireQuorum(subdomains, localModels, problem.ensemble.quorum, dropped);
  return { localModels, trainings, dropped, falseRecords };
}

/** The control, or the reason why it cannot be compared; undefined if none was trained. */
export async function gatherControl(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: TrainingProblem,
): Promise<{ readonly learned?: Learned; readonly missing?: string } | undefined> {
  if (!partition.control) return undefined;
  try {
    const { localModel } = await openModel(bucket, pointer, partition, partition.control, problem);
    return { learned: localModel.learned };
  } catch (error) {
    if (error instanceof Refused) return { missing: error.message };
    throw error;
  }
}

/** The tensors of a TensorFlow.js weights manifest, without the fields that never differ. */
function parametersOf(weightsManifest: CollectedLocalModel['weightsManifest']): LocalModelJson['parameters'] {
  return weightsManifest.flatMap(({ weights }) => weights.map(({ name, shape }) => ({ name, shape })));
}

/** Models that are fetched together: one by one, ten thousand would take longer than a function may run. */
const modelsAtOnce = 16;
/** Rows of the tables that are opened together, so that they fit into memory: some 100 MB. */
const rowsAtOnce = 200_000;
const mostCurves = 100;

/** Groups of sub-domains that are opened together, in order; a large one alone. */
function* inTurns(subdomains: readonly SubdomainRecord[]): Generator<SubdomainRecord[]> {
  const rowsOf = rowsOfTables(subdomains);
  let turn: SubdomainRecord[] = [];
  let rows = 0;
  for (const record of subdomains) {
    const own = Math.max(record.rows, ...record.tables.map((name) => rowsOf.get(name) ?? 0));
    if (turn.length === modelsAtOnce || (turn.length > 0 && rows + own > rowsAtOnce)) {
      yield turn;
      turn = [];
      rows = 0;
    }
    turn.push(record);
    rows += own;
  }
  if (turn.length > 0) yield turn;
}

/** Training rows of the table of each sub-domain of the division. A forest may learn from a part of the rows of a table. */
function rowsOfTables(subdomains: readonly SubdomainRecord[]): Map<string, number> {
  const ofDivision = subdomains.filter(({ kind }) => kind === 'local');
  return new Map(ofDivision.flatMap(({ tables, rows }) => tables.map((name) => [name, rows] as const)));
}

/** One model cannot be used; the others can. */
class Refused extends Error {}

/**
 * In deviations of the training rows of the study: predicting their mean errs by 1, an untrained network by less than 2.
 * A network that errs by more than this on its own training rows has not learned them.
 */
const largestOwnError = 10;

async function openModel(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  record: SubdomainRecord,
  problem: TrainingProblem,
) {
  const { study, run } = pointer;
  const key = (file: string) => keys.local(study, run, record.id, file);
  const recordText = await ifSound(() => bucket.getText(key('training.json')));
  if (recordText === undefined) throw new Refused(await whyMissing(bucket, key('lost.json')));
  const [model, weights] = await Promise.all([
    ifSound(() => bucket.getBytes(key('model.json'))),
    ifSound(() => bucket.getBytes(key('weights.bin'))),
  ]);
  if (!model || !weights) throw new Refused('its files are missing or damaged');
  const { training, learned, weightsManifest } = refusing(() => {
    const training = parseTrainingRecord(recordText, record.id);
    const { digests } = training;
    if (sha256(model) !== digests['model.json'] || sha256(weights) !== digests['weights.bin']) {
      throw new Error('its files are not those that were trained: the digests differ');
    }
    const json: unknown = JSON.parse(new TextDecoder().decode(model));
    return { training, ...openLocalModel(record, json, weights, problem) };
  });
  const found = await ownErrors(learned, problem, tablesOf(bucket, pointer, partition, record, problem));
  if (!(found.training <= largestOwnError)) {
    throw new Refused(`it misses the rows that it was trained on by ${found.training} deviations`);
  }
  const error = confirmed(training.trainingError, found.training);
  return {
    localModel: {
      ...namesOfModel(record),
      error: error ?? found.training,
      learned,
      weightsManifest,
      weights,
    },
    training: {
      ...training,
      trainingError: error ?? found.training,
      ...ofValidation(training, found.validation),
    },
    ...(error === undefined ? { falseRecord: falseRecordOf(training.trainingError, found.training) } : {}),
  };
}

function namesOfModel(record: SubdomainRecord) {
  const { id, kind, label, learner, family, names, needs, isForStrangers } = record;
  return {
    id,
    kind,
    label,
    ...(learner === undefined ? {} : { learner }),
    ...(family === undefined ? {} : { family }),
    ...(names === undefined ? {} : { names }),
    ...(needs === undefined ? {} : { needs }),
    ...(isForStrangers === undefined ? {} : { isForStrangers }),
  };
}

/**
 * The validation error of a training record, corrected if it is not true; null if the sub-domain has no validation rows.
 */
function ofValidation(
  { validationError, curve }: TrainingRecord,
  found: number | null,
): Pick<TrainingRecord, 'validationError' | 'curve'> {
  if (found === null)
    return { validationError: null, curve: curve.map((point) => ({ ...point, validationError: null })) };
  return { validationError: confirmed(validationError, found) ?? found, curve };
}

/** An error in one model is a reason to refuse this model. */
function refusing<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new Refused((error as Error).message);
  }
}

function falseRecordOf(recorded: unknown, found: number): string {
  const claim = typeof recorded === 'number' ? String(recorded) : 'none';
  return `its training recorded an error of ${claim}, its error on its own rows is ${found.toPrecision(3)}`;
}

async function* tablesOf(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  { tables, recordings }: SubdomainRecord,
  problem: TrainingProblem,
): AsyncGenerator<SampleTable> {
  for (const name of tables) {
    yield withInputs(
      ofRecordings(await readPreparedTable(bucket, pointer, partition, name), recordings),
      problem,
    );
  }
}

/** The reason why a training has no record. @param key of its `lost.json` */
export async function whyMissing(bucket: Bucket, key: string): Promise<string> {
  const lost = await ifSound(() => bucket.getJson<LossRecord>(key));
  return lost ? `its training failed: ${lost.error} ${lost.cause}`.slice(0, 500) : 'it was never trained';
}
