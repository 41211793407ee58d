import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { LayersModelJson } from '../../layers/model/network/index.ts';
import { smallProblem } from '../../layers/model/weighing/testing.ts';
import type { TrainingRecord } from '../../layers/run/records/index.ts';
import { readPartition } from '../../layers/run/records/index.ts';
import { leaveModel, local, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { gatherModels } from './gather.ts';

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(async () => {
  ({ bucket, problem } = await preparedRun({ ensemble: { mode: 'auto', quorum: 0.6 } }));
  for (const [at, { id }] of subdomains.entries())
    await leaveModel(bucket, problem, { id, seed: at + 1, error: 0.1 });
});

const gather = async (quorum = 0.6) =>
  gatherModels(
    bucket,
    pointer,
    await readPartition(bucket, pointer),
    { ...problem, ensemble: { ...problem.ensemble, quorum } },
    async () => {},
  );
const drop = (id: string) => bucket.deletePrefix(local(id, 'training.json'));

/** Changes a file of time-2 and, by default, its digest with it. */
async function change(
  file: 'model.json' | 'weights.bin',
  how: (content: Buffer) => Uint8Array | string,
  { isSigned = true } = {},
): Promise<void> {
  const content = how(Buffer.from((await bucket.getBytes(local('time-2', file)))!));
  await bucket.put(local('time-2', file), content);
  if (!isSigned) return;
  const record = (await bucket.getJson<TrainingRecord>(local('time-2', 'training.json')))!;
  await bucket.putJson(local('time-2', 'training.json'), {
    ...record,
    digests: { ...record.digests, [file]: sha256(content) },
  });
}
const changeModel = (how: (model: LayersModelJson) => unknown) =>
  change('model.json', (content) => JSON.stringify(how(JSON.parse(content.toString()) as LayersModelJson)));
const withFloat = (value: number) => (weights: Buffer) => {
  weights.writeFloatLE(value, 12);
  return weights;
};

describe('gatherModels', () => {
  it('opens models one after another if their tables are large, however few rows of them they learn from', async () => {
    const partition = await readPartition(bucket, pointer);
    const large = partition.subdomains.map((one) => ({ ...one, rows: 150_000 }));
    const small = ['a', 'b', 'c'].map((id) => ({
      ...large[1]!,
      id,
      kind: 'further' as const,
      rows: 240,
    }));
    for (const { id } of small) await leaveModel(bucket, problem, { id, seed: 2, error: 0.1 });
    const reading = new Set<string>();
    let most = 0;
    const getBytes = bucket.getBytes.bind(bucket);
    bucket.getBytes = async (key) => {
      const isTable = key.endsWith('.parquet');
      if (isTable) reading.add(`${key} ${reading.size}`);
      most = Math.max(most, reading.size);
      const bytes = await getBytes(key);
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (isTable) reading.clear();
      return bytes;
    };
    await gatherModels(
      bucket,
      pointer,
      { ...partition, subdomains: [...large, ...small] },
      problem,
      async () => {},
    );
    expect(most).toBe(1);
  });

  it('collects every model in the order of the partition', async () => {
    const { localModels, trainings, dropped } = await gather();
    expect(localModels.map(({ id, kind }) => [id, kind])).toEqual([
      ['single', 'single'],
      ['time-1', 'local'],
      ['time-2', 'local'],
      ['time-3', 'local'],
    ]);
    expect([...trainings.keys()]).toEqual(['single', 'time-1', 'time-2', 'time-3']);
    expect(dropped.size).toBe(0);
  });

  it.each([
    [
      'whose weights were altered',
      () => change('weights.bin', withFloat(0.5), { isSigned: false }),
      /digests differ/,
    ],
    [
      'whose model.json was altered',
      () => change('model.json', (text) => `${text} `, { isSigned: false }),
      /digests differ/,
    ],
    [
      'with a weight that is not a number',
      () => change('weights.bin', withFloat(Number.NaN)),
      /not a finite number/,
    ],
    [
      'with a weight that is infinite',
      () => change('weights.bin', withFloat(Number.POSITIVE_INFINITY)),
      /not a finite/,
    ],
    [
      'whose weights are cut short',
      () => change('weights.bin', (weights) => weights.subarray(4)),
      /weights\.bin ends/,
    ],
    [
      'with more weights than it lists',
      () => change('weights.bin', (w) => Buffer.concat([w, w])),
      /longer than/,
    ],
    ['whose model.json is no JSON', () => change('model.json', () => '{"format":'), /JSON/],
    ['without a list of weights', () => changeModel(({ weightsManifest: _, ...rest }) => rest), /./],
    [
      'that lacks a layer',
      () =>
        changeModel((model) => ({
          ...model,
          weightsManifest: model.weightsManifest.map((group) => ({
            ...group,
            weights: group.weights.map((weight) => ({
              ...weight,
              name: weight.name.replace('angle', 'angel'),
            })),
          })),
        })),
      /layer angle is missing/,
    ],
    [
      'of other inputs and muscles',
      async () => {
        const other = smallProblem({
          features: { ...problem.features, lagsMs: [0], contextS: 0 },
          muscles: problem.muscles.slice(1),
        });
        await leaveModel(bucket, other, { id: 'time-2', seed: 3, error: 0.1 });
      },
      /it has 1 inputs and 1 muscles, the run has 4 and 2/,
    ],
    [
      'whose record is cut short',
      () => bucket.put(local('time-2', 'training.json'), '{"subdomain":'),
      /JSON/,
    ],
    ['whose files are gone', () => bucket.deletePrefix(local('time-2', 'weights.bin')), /files are missing/],
    ['that was never trained', () => drop('time-2'), /^it was never trained$/],
  ] as const)('refuses a model %s, says why, and keeps the others', async (_what, damage, reason) => {
    await damage();
    const { localModels, trainings, dropped } = await gather();
    expect([...dropped.keys()]).toEqual(['time-2']);
    expect(dropped.get('time-2')).toMatch(reason);
    expect(localModels.map(({ id }) => id)).toEqual(['single', 'time-1', 'time-3']);
    expect(trainings.has('time-2')).toBe(false);
  });

  it('gives the reason of a lost training', async () => {
    await drop('time-3');
    await bucket.putJson(local('time-3', 'lost.json'), { error: 'States.Timeout', cause: 'after 900 s' });
    expect((await gather()).dropped.get('time-3')).toBe('its training failed: States.Timeout after 900 s');
  });

  it('takes a model that was trained after it was once lost', async () => {
    await bucket.putJson(local('time-3', 'lost.json'), { error: 'States.Timeout', cause: '' });
    expect((await gather()).dropped.size).toBe(0);
  });

  it('passes errors of the bucket on', async () => {
    bucket.getText = () => Promise.reject(Object.assign(new Error('slow down'), { name: 'SlowDown' }));
    const visit = async () => {};
    await expect(gatherModels(bucket, pointer, { subdomains } as never, problem, visit)).rejects.toThrow(
      'slow down',
    );
  });

  it.each([
    [0, 1, true],
    [1, 1, false],
    [1, 0.67, false],
    [1, 2 / 3, true],
    [2, 0.5, false],
    [2, 1 / 3, true],
    [2, 0.01, true],
    [3, 0.01, false],
  ])('with %i of three local models lost and a quorum of %f goes on: %s', async (lost, quorum, goesOn) => {
    for (const id of ['time-1', 'time-2', 'time-3'].slice(0, lost)) await drop(id);
    if (goesOn) expect((await gather(quorum)).localModels).toHaveLength(4 - lost);
    else await expect(gather(quorum)).rejects.toMatchObject({ name: 'QuorumMissed' });
  });

  it('does not count the single model, neither present nor missing', async () => {
    await drop('single');
    expect((await gather(1)).localModels).toHaveLength(3);
  });

  it('lists the faults of the models in the error', async () => {
    await drop('time-1');
    await expect(gather(1)).rejects.toThrow(
      '2 of 3 local models are sound, the quorum is 1. time-1: it was never trained',
    );
  });
});
