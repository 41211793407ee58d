import { aggregateRun } from '../../functions/aggregate-models/aggregate-run.ts';
import { prepareRun } from '../../functions/prepare-study/prepare-run.ts';
import { trainSubdomain } from '../../functions/train-subdomain/train-subdomain.ts';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { LayersModelJson } from '../../layers/model/network/index.ts';
import type { GlobalModel } from '../../layers/model/predictor/index.ts';
import { loadGlobalModel } from '../../layers/model/predictor/index.ts';
import {
  keys,
  modelFilesIn,
  type RunPointer,
  readPartition,
  readProblem,
  runId,
  studyVersion,
  type TrainingRecord,
} from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import { required } from './required.ts';

/** Uploads the manifest beside its files and prepares its run. @throws Error if the study is rejected */
export async function prepare(bucket: Bucket, manifest: ManifestInput): Promise<RunPointer> {
  const { study } = manifest;
  await bucket.putJson(keys.manifest(study), manifest);
  const version = await studyVersion(bucket, study);
  if (!version) throw new Error(`study ${study} is not in the bucket`);
  const pointer = { bucket: bucket.name, study, run: runId(version) };
  const { state, reason } = await prepareRun(pointer, bucket);
  if (state === 'Rejected') throw new Error(reason);
  return pointer;
}

/** The same prepared run once more, with other settings of its training. */
export async function branch(
  bucket: Bucket,
  from: RunPointer,
  name: string,
  training: Partial<TrainingProblem['training']>,
): Promise<RunPointer> {
  const to = { ...from, run: name };
  const prepared = `${keys.runPrefix(from.study, from.run)}prepared/`;
  for (const { key } of await bucket.list(prepared)) {
    const file = key.slice(prepared.length);
    await bucket.put(keys.prepared(to.study, to.run, file), (await bucket.getBytes(key))!);
  }
  const problem = await readProblem(bucket, from);
  const changed: TrainingProblem = { ...problem, run: name, training: { ...problem.training, ...training } };
  await bucket.putJson(keys.prepared(to.study, to.run, 'problem.json'), changed);
  return to;
}

/** Trains every sub-domain and fold in the partition's order, one after another, and makes the global model of them. */
export async function trainAndAggregate(bucket: Bucket, pointer: RunPointer) {
  const { subdomains, folds = [] } = await readPartition(bucket, pointer);
  for (const { id } of [...subdomains, ...folds]) {
    await trainSubdomain({ ...pointer, subdomain: id }, { bucket, deadlineMs: Number.POSITIVE_INFINITY });
  }
  await aggregateRun(pointer, { bucket });
  const trainings: (TrainingRecord & { kind: 'local' | 'single' | 'further' })[] = [];
  for (const { id, kind } of subdomains) {
    const key = keys.local(pointer.study, pointer.run, id, 'training.json');
    trainings.push({ ...(await required<TrainingRecord>(bucket, key)), kind });
  }
  return { model: await openModel(bucket, pointer), trainings };
}

/** Copies the single model of a run to another run over the same rows, so that it is trained once. */
export async function lendSingle(bucket: Bucket, from: RunPointer, to: RunPointer): Promise<void> {
  const key = ({ study, run }: RunPointer, file: string) => keys.local(study, run, 'single', file);
  const training = await bucket.getJson<TrainingRecord>(key(from, 'training.json'));
  const weights = await bucket.getBytes(key(from, 'weights.bin'));
  const model = await bucket.getJson<LayersModelJson>(key(from, 'model.json'));
  if (!training || !weights || !model) return;
  const { study, run } = to;
  const metadata = { ...(model.userDefinedMetadata as object), study, run };
  const modelText = JSON.stringify({ ...model, userDefinedMetadata: metadata });
  await bucket.put(key(to, 'weights.bin'), weights);
  await bucket.put(key(to, 'model.json'), modelText);
  await bucket.putJson(key(to, 'training.json'), {
    ...training,
    digests: { ...training.digests, 'model.json': sha256(modelText) },
  });
}

async function openModel(bucket: Bucket, { study, run }: RunPointer): Promise<GlobalModel> {
  return (await loadGlobalModel(modelFilesIn(bucket, study, run))).model;
}
