import type { Problem, SampleTable } from '../../layers/model/dataset/index.ts';
import { withInputs } from '../../layers/model/dataset/index.ts';
import type { LocalModelJson } from '../../layers/model/predictor/index.ts';
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
import { keys, parseTraining, readTable } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { ifSound, sha256 } from '../../layers/run/storage/index.ts';

/**
 * Collects what arrived, in the partition's order, whatever order it arrived in. A network is shown to `visit` and then
 * let go: thousands of them do not fit into memory.
 *
 * @throws QuorumMissed where fewer local models are sound than the manifest asks for
 */
export async function gatherModels(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  problem: Problem,
  visit: (localModel: CollectedLocalModel) => Promise<void>,
): Promise<Gathered> {
  const localModels: GatheredLocalModel[] = [];
  const trainings = new Map<string, TrainingRecord>();
  const dropped = new Map<string, string>();
  const denied = new Map<string, string>();
  const shapes = new Map<string, GatheredLocalModel['parameters']>();
  const { subdomains } = partition;
  let start = 0;
  for (const records of inTurns(subdomains)) {
    const opened = await Promise.allSettled(
      records.map((record) => openModel(bucket, pointer, partition, record, problem)),
    );
    for (const [at, outcome] of opened.entries()) {
      const { id, kind, label } = records[at]!;
      if (outcome.status === 'fulfilled') {
        const { localModel, training, denial } = outcome.value;
        if (denial !== undefined) denied.set(id, denial);
        const { weightsManifest, weights, error } = localModel;
        const shape = JSON.stringify(weightsManifest);
        const parameters = shapes.get(shape) ?? parametersOf(weightsManifest);
        shapes.set(shape, parameters);
        localModels.push({
          id,
          kind,
          label,
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
  return { localModels, trainings, dropped, denied };
}

/** The tensors of a TensorFlow.js weights manifest, without what is the same in all of ours. */
function parametersOf(weightsManifest: CollectedLocalModel['weightsManifest']): LocalModelJson['parameters'] {
  return weightsManifest.flatMap(({ weights }) => weights.map(({ name, shape }) => ({ name, shape })));
}

/** One after another, ten thousand models would take longer to fetch than a function may. */
const modelsAtOnce = 16;
/** Of sub-domains that are opened together, so that their tables fit into memory: some 100 MB. */
const rowsAtOnce = 200_000;
const mostCurves = 100;

/** Sub-domains that are opened together, in their order; a large one alone. */
function* inTurns(subdomains: readonly SubdomainRecord[]): Generator<SubdomainRecord[]> {
  let turn: SubdomainRecord[] = [];
  let rows = 0;
  for (const record of subdomains) {
    if (turn.length === modelsAtOnce || (turn.length > 0 && rows + record.rows > rowsAtOnce)) {
      yield turn;
      turn = [];
      rows = 0;
    }
    turn.push(record);
    rows += record.rows;
  }
  if (turn.length > 0) yield turn;
}

/** One model cannot be used; the others can. */
class Refused extends Error {}

/**
 * In deviations of the study's training rows: always to say their mean errs by 1, an untrained network by less than 2. What
 * errs by more on the very rows that it was trained on has not learned them.
 */
const largestOwnError = 10;

async function openModel(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  record: SubdomainRecord,
  problem: Problem,
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
  const { training, network, weightsManifest } = refusing(() => {
    const training = parseTraining(recordText, record.id);
    const { digests } = training;
    if (sha256(model) !== digests['model.json'] || sha256(weights) !== digests['weights.bin']) {
      throw new Error('its files are not those that were trained: the digests differ');
    }
    const json: unknown = JSON.parse(new TextDecoder().decode(model));
    return { training, ...openLocalModel(record.id, json, weights, problem) };
  });
  const found = await ownErrors(network, problem, tablesOf(bucket, pointer, partition, record, problem));
  if (!(found.training <= largestOwnError)) {
    throw new Refused(`it misses the rows that it was trained on by ${found.training} deviations`);
  }
  const error = confirmed(training.trainingError, found.training);
  const { id, kind, label } = record;
  return {
    localModel: { id, kind, label, error: error ?? found.training, network, weightsManifest, weights },
    training: {
      ...training,
      trainingError: error ?? found.training,
      ...ofValidation(training, found.validation),
    },
    ...(error === undefined ? { denial: denialOf(training.trainingError, found.training) } : {}),
  };
}

/** What a training says of its validation rows; of a sub-domain without any there is nothing to say, whatever it says. */
function ofValidation(
  { validationError, curve }: TrainingRecord,
  found: number | null,
): Pick<TrainingRecord, 'validationError' | 'curve'> {
  if (found === null)
    return { validationError: null, curve: curve.map((point) => ({ ...point, validationError: null })) };
  return { validationError: confirmed(validationError, found) ?? found, curve };
}

/** What is wrong with one model is a reason to refuse it. */
function refusing<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new Refused((error as Error).message);
  }
}

function denialOf(recorded: unknown, found: number): string {
  const claim = typeof recorded === 'number' ? String(recorded) : 'none';
  return `its training says an error of ${claim}, on its own rows it is ${found.toPrecision(3)}`;
}

async function* tablesOf(
  bucket: Bucket,
  pointer: RunPointer,
  partition: PartitionRecord,
  { tables }: SubdomainRecord,
  problem: Problem,
): AsyncGenerator<SampleTable> {
  for (const name of tables) {
    yield withInputs(await readTable(bucket, pointer, partition, name), problem);
  }
}

async function whyMissing(bucket: Bucket, key: string): Promise<string> {
  const lost = await ifSound(() => bucket.getJson<LossRecord>(key));
  return lost ? `its training failed: ${lost.error} ${lost.cause}`.slice(0, 500) : 'it was never trained';
}
