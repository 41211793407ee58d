import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { ofRecordings, withInputs } from '../../layers/model/dataset/index.ts';
import { forestBytes, forestOf } from '../../layers/model/forest/index.ts';
import { contextColumns } from '../../layers/model/inputs/index.ts';
import { growLocalForest, rowsOfForest } from '../../layers/model/training/index.ts';
import { ownErrors } from '../../layers/model/weighing/index.ts';
import type { SubdomainRecord, TrainingRecord } from '../../layers/run/records/index.ts';
import {
  keys,
  parseTrainingRecord,
  readPartition,
  readPreparedTable,
} from '../../layers/run/records/index.ts';
import { local, pointer, preparedRun } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { trainSubdomain } from './train-subdomain.ts';

const everything: SubdomainRecord = {
  id: 'everything-forest',
  kind: 'further',
  label: 'everything',
  rows: 720,
  tables: ['time-1.parquet', 'time-2.parquet', 'time-3.parquet'],
  learner: 'forest',
  family: 'forest of everything',
  names: {},
  needs: [],
};
/** Recordings 1 and 2 of three tables that hold recordings 0 to 2. */
const some: SubdomainRecord = { ...everything, id: 'subject-1-forest', rows: 480, recordings: [1, 2] };
/** A network with another seed, which learns with names always given. */
const named: SubdomainRecord = {
  id: 'time-2-seed-2',
  kind: 'further',
  label: 'block 2 of 3, seed 2',
  rows: 240,
  tables: ['time-2.parquet'],
  learner: 'network',
  family: 'networks by time, names given',
  names: {},
  needs: ['subject'],
};

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(async () => {
  ({ bucket, problem } = await withFurther());
});

/** A prepared run with the further sub-domains. */
async function withFurther(changes: Partial<TrainingProblem> = {}, first = everything) {
  const run = await preparedRun(changes);
  const partition = await readPartition(run.bucket, pointer);
  await run.bucket.putJson(keys.prepared(pointer.study, pointer.run, 'partition.json'), {
    ...partition,
    subdomains: [...partition.subdomains, first, some, named],
  });
  return run;
}
const call = (subdomain: string, target = bucket, timeMs = Number.POSITIVE_INFINITY) =>
  trainSubdomain({ ...pointer, subdomain }, { bucket: target, now: () => 1e6, deadlineMs: 1e6 + timeMs });
const recordOf = async (id: string) =>
  parseTrainingRecord((await bucket.getText(local(id, 'training.json')))!, id);
const bytesOf = async (id: string, target = bucket) => (await target.getBytes(local(id, 'weights.bin')))!;
async function* tables(record: SubdomainRecord) {
  for (const name of record.tables) {
    const table = await readPreparedTable(bucket, pointer, await readPartition(bucket, pointer), name);
    yield withInputs(ofRecordings(table, record.recordings), problem);
  }
}

describe('the training of a forest', () => {
  it('leaves the bytes of the forest, what it is of, and a record with the digests of both, the record last', async () => {
    expect(await call('everything-forest')).toEqual({ state: 'trained', subdomain: 'everything-forest' });
    const model = (await bucket.getText(local('everything-forest', 'model.json')))!;
    const bytes = await bytesOf('everything-forest');
    expect(bucket.written.slice(-3)).toEqual(
      ['weights.bin', 'model.json', 'training.json'].map((file) => local('everything-forest', file)),
    );
    expect(JSON.parse(model)).toMatchObject({
      format: 'sarcomere-forest',
      userDefinedMetadata: { study: 'small', run: 'r1', subdomain: 'everything-forest', joint: 'knee' },
    });
    expect(forestOf(bytes)).toMatchObject({ inputs: problem.inputNames.length });
    // The place among the sub-domains: four of the division come before.
    expect(await recordOf('everything-forest')).toMatchObject({
      engine: 'forest',
      rows: 720,
      seed: problem.training.seed + 4,
      divergences: 0,
      curve: [],
      digests: { 'model.json': sha256(model), 'weights.bin': sha256(bytes) },
    });
    const leftovers = ['checkpoint.bin', 'progress.json', 'spent.json'];
    for (const file of leftovers) expect(await bucket.head(local('everything-forest', file))).toBeUndefined();
  });

  it('records its errors as they are computed from its tables again, one by one', async () => {
    for (const record of [everything, some]) {
      await call(record.id);
      const { trainingError, validationError } = await recordOf(record.id);
      const found = await ownErrors(forestOf(await bytesOf(record.id)), problem, tables(record));
      expect(trainingError).toBeCloseTo(found.training, 6);
      expect(validationError).toBeCloseTo(found.validation!, 6);
      expect(trainingError).toBeLessThan(0.2);
    }
  });

  it('learns from the recordings of its sub-domain alone', async () => {
    await call('subject-1-forest');
    expect(await recordOf('subject-1-forest')).toMatchObject({ rows: 480, seed: problem.training.seed + 5 });
    const grown = async (recordings: readonly number[]) =>
      forestBytes(
        growLocalForest(await rowsOfForest(tables({ ...everything, recordings }), 720), problem, {
          seed: problem.training.seed + 5,
          usesContext: true,
        }),
      );
    const bytes = await bytesOf('subject-1-forest');
    expect(bytes).toEqual(await grown([1, 2]));
    expect(bytes).not.toEqual(await grown([0, 1, 2]));
  });

  it('uses the context if its recordings have several tasks', async () => {
    const comparesContext = async (recordings: readonly number[]) => {
      ({ bucket, problem } = await withFurther({}, { ...everything, recordings }));
      await call('everything-forest');
      const { input } = forestOf(await bytesOf('everything-forest'));
      return contextColumns(problem.inputNames).some((column) => input.includes(column));
    };
    expect(await comparesContext([0, 1, 2])).toBe(true);
    // Two people who walk.
    expect(await comparesContext([0, 2])).toBe(false);
    expect(await comparesContext([1])).toBe(false);
  });

  it('needs no checkpoint: a call with little time grows it even so, and a second call changes nothing', async () => {
    expect(await call('everything-forest', bucket, 1000)).toMatchObject({ state: 'trained' });
    const written = bucket.written.length;
    expect(await call('everything-forest')).toMatchObject({ state: 'trained' });
    expect(bucket.written.length).toBe(written);
  });

  it('grows it again if its bytes were altered or lost, to the same bytes', async () => {
    await call('everything-forest');
    const bytes = await bytesOf('everything-forest');
    await bucket.put(local('everything-forest', 'weights.bin'), bytes.subarray(1));
    await call('everything-forest');
    expect(await bytesOf('everything-forest')).toEqual(bytes);
  });
});

describe('the training of a network that needs names', () => {
  it('gives all names in training: name dropout changes nothing', async () => {
    const trained = async (nameDropout: number, id: string) => {
      const { training, features: before } = problem;
      const run = await withFurther({
        training: { ...training, nameDropout },
        features: { ...before, names: ['subject'] },
      });
      await call(id, run.bucket);
      return bytesOf(id, run.bucket);
    };
    expect(await trained(0.9, named.id)).toEqual(await trained(0, named.id));
    expect(await trained(0.9, 'time-2')).not.toEqual(await trained(0, 'time-2'));
  });

  it('has noise on its inputs, also if the manifest asks for none, and more if it asks for more', async () => {
    const trained = async (inputNoise: number, id: string) => {
      const run = await withFurther({ training: { ...problem.training, inputNoise } });
      await call(id, run.bucket);
      return bytesOf(id, run.bucket);
    };
    expect(await trained(0, named.id)).toEqual(await trained(0.2, named.id));
    expect(await trained(0, named.id)).not.toEqual(await trained(0.4, named.id));
    expect(await trained(0, 'time-2')).not.toEqual(await trained(0.2, 'time-2'));
  });

  it('starts from a seed of its own', async () => {
    await call(named.id);
    await call('time-2');
    expect((await recordOf(named.id)).seed).not.toBe((await recordOf('time-2')).seed);
    const [one, other] = await Promise.all(['time-2', named.id].map((id) => bytesOf(id)));
    expect(one).not.toEqual(other);
    const { trainingError } = (await bucket.getJson<TrainingRecord>(local(named.id, 'training.json')))!;
    expect(trainingError).toBeGreaterThan(0);
  });
});
