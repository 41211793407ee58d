import type { ModelJson } from '../../../layers/model/predictor/index.ts';
import type { LatestRecord, PartitionRecord, RunState } from '../../../layers/run/records/index.ts';
import { keys, readPartition } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { sha256 } from '../../../layers/run/storage/index.ts';

/** The parts of a published model that must not depend on faults. */
export interface PublishedModel {
  readonly run: string;
  /** SHA-256 by file. */
  readonly digests: Readonly<Record<string, string>>;
}

const compared = ['model.json', 'weights.bin', 'contributions.json'] as const;

/** @throws Error if nothing is published */
export async function publishedModel(bucket: Bucket, study: string): Promise<PublishedModel> {
  const { run } = (await bucket.getJson<LatestRecord>(keys.latest(study)))!;
  const digests: Record<string, string> = {};
  for (const file of compared) {
    // Seconds of training differ from run to run.
    const bytes = (await bucket.getText(keys.model(study, run, file)))?.replace(/"seconds":\s*[\d.e-]+/g, '');
    const raw = file === 'weights.bin' ? await bucket.getBytes(keys.model(study, run, file)) : bytes;
    digests[file] = sha256(Buffer.from(raw ?? ''));
  }
  return { run, digests };
}

/** Violated invariants, one line each. */
export async function violationsOf(
  bucket: Bucket,
  study: string,
  runs: readonly RunState[],
  expected?: PublishedModel,
): Promise<string[]> {
  const published = runs.filter(({ state }) => state === 'Published');
  const found: string[] = [];
  if (runs.some(({ state }) => state === 'Running')) found.push('a run has not ended');
  if (published.length === 0) return found;

  const latest = await bucket.getJson<LatestRecord>(keys.latest(study));
  if (!latest) return [...found, 'a run is Published, and nothing is published'];
  const { run } = latest;
  found.push(...(await damaged(bucket, study, run)));
  const ids = (await readPartition(bucket, { bucket: bucket.name, study, run })).subdomains.map(
    ({ id }) => id,
  );
  const model = await bucket.getJson<ModelJson>(keys.model(study, run, 'model.json'));
  found.push(...lostOrTwice(ids, model?.localModels.map(({ id }) => id) ?? []));
  const text = await bucket.getText(keys.model(study, run, 'model.json'));
  if (/NaN|Infinity/.test(text ?? '')) found.push('model.json has numbers that are none');
  const weights = await bucket.getBytes(keys.model(study, run, 'weights.bin'));
  if (weights && !floats(weights).every(Number.isFinite)) found.push('weights.bin has numbers that are none');
  const strangers = (await bucket.list(keys.modelsPrefix(study))).filter(
    ({ key }) => key !== keys.latest(study) && !key.startsWith(keys.modelPrefix(study, run)),
  );
  for (const { key } of strangers) found.push(`${key} is published and nothing refers to it`);
  if (expected) {
    const { digests } = await publishedModel(bucket, study);
    for (const file of compared)
      if (digests[file] !== expected.digests[file]) found.push(`${file} is not that of a run without faults`);
  }
  return found;
}

/** Files of the published model that differ from its list of digests. */
async function damaged(bucket: Bucket, study: string, run: string): Promise<string[]> {
  const list = await bucket.getText(keys.model(study, run, 'MANIFEST.sha256'));
  if (list === undefined) return ['the published model has no list of digests'];
  const found: string[] = [];
  for (const line of list.trim().split('\n')) {
    const [digest, name = ''] = line.split('  ');
    const bytes = await bucket.getBytes(keys.model(study, run, name));
    if (!bytes || sha256(bytes) !== digest) found.push(`${name} is not what its digest says`);
  }
  return found;
}

function lostOrTwice(
  ids: PartitionRecord['subdomains'][number]['id'][],
  localModels: readonly string[],
): string[] {
  return [
    ...ids.filter((id) => !localModels.includes(id)).map((id) => `sub-domain ${id} is lost`),
    ...localModels
      .filter((id, at) => localModels.indexOf(id) !== at)
      .map((id) => `sub-domain ${id} is there twice`),
    ...localModels.filter((id) => !ids.includes(id)).map((id) => `nobody asked for sub-domain ${id}`),
  ];
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
