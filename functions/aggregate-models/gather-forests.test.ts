import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { forestBytes, growForest } from '../../layers/model/forest/index.ts';
import type { CollectedLocalModel } from '../../layers/model/weighing/index.ts';
import { smallMetadata, smallTable } from '../../layers/model/weighing/testing.ts';
import type { SubdomainRecord } from '../../layers/run/records/index.ts';
import { keys, readPartition } from '../../layers/run/records/index.ts';
import { leaveModel, local, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { gatherModels } from './gather.ts';

/** Of the recordings 1 and 2. */
const record: SubdomainRecord = {
  id: 'task-2-forest',
  kind: 'further',
  label: 'task walk',
  rows: 480,
  tables: ['time-2.parquet', 'time-3.parquet'],
  recordings: [1, 2],
  learner: 'forest',
  family: 'forests by task',
  names: { task: 'walk' },
  needs: ['task'],
};

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(async () => {
  ({ bucket, problem } = await preparedRun({ ensemble: { mode: 'auto', quorum: 1 } }));
  const partition = await readPartition(bucket, pointer);
  await bucket.putJson(keys.prepared(pointer.study, pointer.run, 'partition.json'), {
    ...partition,
    subdomains: [...partition.subdomains, record],
  });
  for (const [at, { id }] of subdomains.entries())
    await leaveModel(bucket, problem, { id, seed: at + 1, error: 0.1 });
  await leaveForest();
});

/** The bytes of a forest of so many inputs and outputs. */
function grown(width = problem.inputNames.length, outputs = 3): Uint8Array {
  const { inputs, labels, rows } = smallTable(problem, [
    { recording: 1, rows: 240 },
    { recording: 2, rows: 240 },
  ]);
  const columns = (from: Float32Array, of: number, kept: number) =>
    Float32Array.from({ length: rows * kept }, (_, at) => from[Math.floor(at / kept) * of + (at % kept)]!);
  return forestBytes(
    growForest(
      {
        inputs: columns(inputs, problem.inputNames.length, width),
        width,
        labels: columns(labels, 3, outputs),
        outputs,
      },
      { trees: 5, leaf: 3, seed: 1 },
    ),
  );
}

/** Leaves a forest in the bucket as train-subdomain does; digests fit unless they are given. */
async function leaveForest({
  bytes = grown(),
  metadata = smallMetadata(problem, record.id) as Record<string, unknown>,
  format = 'sarcomere-forest',
  digest = sha256(bytes),
  error = 0.1,
} = {}): Promise<void> {
  const model = JSON.stringify({ format, userDefinedMetadata: metadata });
  await bucket.put(local(record.id, 'weights.bin'), bytes);
  await bucket.put(local(record.id, 'model.json'), model);
  await bucket.putJson(local(record.id, 'training.json'), {
    subdomain: record.id,
    engine: 'forest',
    backend: 'webassembly',
    seed: 5,
    rows: 480,
    seconds: 0.5,
    passes: 1,
    divergences: 0,
    trainingError: error,
    validationError: error,
    trainingLoss: { angle: 0, force: 0, physics: 0 },
    curve: [],
    digests: { 'model.json': sha256(model), 'weights.bin': digest },
  });
}

async function gather() {
  const visited: CollectedLocalModel[] = [];
  const partition = await readPartition(bucket, pointer);
  const gathered = await gatherModels(bucket, pointer, partition, problem, async (one) => {
    visited.push(one);
  });
  return { ...gathered, visited };
}

describe('gatherModels', () => {
  it('collects a forest with its family, its names and the names that it needs', async () => {
    const { localModels, visited, dropped } = await gather();
    expect(dropped.size).toBe(0);
    const bytes = grown();
    expect(localModels.at(-1)).toMatchObject({
      id: 'task-2-forest',
      kind: 'further',
      label: 'task walk',
      learner: 'forest',
      family: 'forests by task',
      names: { task: 'walk' },
      needs: ['task'],
      place: 4,
      byteLength: bytes.length,
      sha256: sha256(bytes),
      parameters: [],
    });
    expect(visited.at(-1)!.weights).toEqual(bytes);
    for (const one of localModels.slice(0, -1)) expect(one).not.toHaveProperty('learner');
  });

  it('computes the error of a forest again, on the rows of its recordings alone', async () => {
    const { localModels, falseRecords, trainings } = await gather();
    const { error } = localModels.at(-1)!;
    expect(error).toBeGreaterThan(0.01);
    expect(falseRecords.get(record.id)).toMatch(
      /recorded an error of 0\.1, its error on its own rows is 0\./,
    );
    await leaveForest({ error });
    const again = await gather();
    expect(again.falseRecords.has(record.id)).toBe(false);
    expect(again.localModels.at(-1)!.error).toBe(error);
    expect(trainings.get(record.id)!.trainingError).toBe(error);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'is cut off',
      () => leaveForest({ bytes: grown().subarray(0, -1) }),
      /the forest has \d+ bytes, not \d+/,
    ],
    ['was altered', () => leaveForest({ digest: sha256('other') }), /digests differ/],
    [
      'is a network',
      async () => {
        const bytes = (await bucket.getBytes(local('time-1', 'weights.bin')))!;
        await leaveForest({ bytes });
      },
      /not the bytes of a forest/,
    ],
    [
      'has fewer inputs',
      () => leaveForest({ bytes: grown(3) }),
      /3 inputs and 3 outputs, the run has 4 and 3/,
    ],
    [
      'has fewer outputs',
      () => leaveForest({ bytes: grown(4, 2) }),
      /4 inputs and 2 outputs, the run has 4 and 3/,
    ],
    [
      'is of another sub-domain',
      () => leaveForest({ metadata: smallMetadata(problem, 'task-1-forest') }),
      /it is of the subdomain task-1-forest/,
    ],
    [
      'is of another run',
      () => leaveForest({ metadata: { ...smallMetadata(problem, record.id), run: 'r0' } }),
      /it is of the run r0/,
    ],
    [
      'has inputs of other names',
      () => leaveForest({ metadata: { ...smallMetadata(problem, record.id), inputs: ['a', 'b', 'c', 'd'] } }),
      /it has other inputs/,
    ],
    [
      'has a model.json of another format',
      () => leaveForest({ format: 'layers-model' }),
      /its model\.json, format: /,
    ],
    [
      'learned nothing',
      async () => {
        const bytes = grown();
        // The lowest value of the angle, rad.
        new DataView(bytes.buffer, bytes.byteOffset).setFloat64(24, 1000, true);
        await leaveForest({ bytes });
      },
      /it misses the rows that it was trained on by \d+/,
    ],
    [
      'was never grown',
      () => bucket.deletePrefix(local(record.id, 'training.json')),
      /^it was never trained$/,
    ],
  ])('refuses a forest that %s, says why, and keeps the quorum of networks', async (_, damage, reason) => {
    await damage();
    const { dropped, localModels } = await gather();
    expect([...dropped.keys()]).toEqual([record.id]);
    expect(dropped.get(record.id)).toMatch(reason);
    expect(localModels).toHaveLength(4);
  });

  it('refuses a forest in the place of a network', async () => {
    const bytes = grown();
    const model = JSON.stringify({
      format: 'sarcomere-forest',
      userDefinedMetadata: smallMetadata(problem, 'time-2'),
    });
    const digests = { 'model.json': sha256(model), 'weights.bin': sha256(bytes) };
    await leaveModel(bucket, problem, { id: 'time-2', seed: 3, error: 0.1 }, { digests });
    await bucket.put(local('time-2', 'weights.bin'), bytes);
    await bucket.put(local('time-2', 'model.json'), model);
    problem = { ...problem, ensemble: { ...problem.ensemble, quorum: 0.5 } };
    expect((await gather()).dropped.get('time-2')).toMatch(/weightsManifest/);
  });
});
