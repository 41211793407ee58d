import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { toParquet } from '../../layers/model/dataset/index.ts';
import { fromLayersModel, type LayersModelJson } from '../../layers/model/network/index.ts';
import { smallTable } from '../../layers/model/weighing/testing.ts';
import type { ProgressRecord, TrainingRecord } from '../../layers/run/records/index.ts';
import { keys, readPartition, sealed } from '../../layers/run/records/index.ts';
import { local, pointer, preparedRun } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { type TrainAnswer, trainSubdomain } from './train-subdomain.ts';
import { cadences } from './write-cadence.ts';

const event = (subdomain = 'time-2') => ({ ...pointer, subdomain });
const trained = { state: 'trained', subdomain: 'time-2' };

let bucket: MemoryBucket;
let problem: TrainingProblem;
beforeEach(async () => {
  ({ bucket, problem } = await preparedRun());
});

/** A clock that goes on by `stepMs` each time it is read. */
function clock(stepMs: number): () => number {
  let nowMs = 1_000_000;
  return () => {
    nowMs += stepMs;
    return nowMs;
  };
}

/** One call of the function, with so many milliseconds until its time ends. */
function call(
  target: MemoryBucket,
  { subdomain = 'time-2', timeMs = 900_000, stepMs = 1 } = {},
): Promise<TrainAnswer> {
  return trainSubdomain(event(subdomain), {
    bucket: target,
    now: clock(stepMs),
    deadlineMs: 1_000_000 + timeMs,
  });
}

const weightsOf = async (target: MemoryBucket, subdomain = 'time-2') =>
  sha256((await target.getBytes(local(subdomain, 'weights.bin')))!);
const recordOf = async (target: MemoryBucket, subdomain = 'time-2') =>
  (await target.getJson<TrainingRecord>(local(subdomain, 'training.json')))!;

/** Calls train-subdomain until the training has ended; returns the number of calls. */
async function callUntilTrained(target: MemoryBucket, timeMs: number): Promise<number> {
  for (let calls = 1; calls <= 200; calls++) {
    const { state } = await call(target, { timeMs, stepMs: 100 });
    if (state === 'trained') return calls;
    expect(state).toBe('continue');
    expect(await target.head(local('time-2', 'checkpoint.bin'))).toBeDefined();
    expect(await target.head(local('time-2', 'training.json'))).toBeUndefined();
  }
  throw new Error('it was never trained');
}

describe('trainSubdomain', () => {
  let undisturbed: MemoryBucket;
  beforeAll(async () => {
    undisturbed = (await preparedRun()).bucket;
    expect(await call(undisturbed)).toEqual(trained);
  });

  it('leaves a model that can be opened and a record that fits it, the record last', async () => {
    const model = (await undisturbed.getBytes(local('time-2', 'model.json')))!;
    const weights = (await undisturbed.getBytes(local('time-2', 'weights.bin')))!;
    const network = fromLayersModel({
      model: JSON.parse(Buffer.from(model).toString()) as LayersModelJson,
      weights,
    });
    expect([network.hidden[0]!.inputs, network.outputs.length]).toEqual([4, 3]);
    expect(undisturbed.written.at(-1)).toBe(local('time-2', 'training.json'));
    expect(await recordOf(undisturbed)).toMatchObject({
      subdomain: 'time-2',
      engine: 'kernel',
      rows: 240,
      seed: problem.training.seed + 2,
      divergences: 0,
      digests: { 'model.json': sha256(model), 'weights.bin': sha256(weights) },
    });
  });

  it('learns: the error falls from epoch to epoch', async () => {
    const { curve, trainingError } = await recordOf(undisturbed);
    expect(curve.length).toBeGreaterThanOrEqual(4);
    expect(curve.at(-1)!.validationError!).toBeLessThan(curve[0]!.validationError!);
    expect(trainingError).toBeGreaterThan(0);
  });

  it('has errors on validation rows only if there are any: errors on training rows are no substitute', async () => {
    const table = smallTable(problem, [{ recording: 1, rows: 240 }]);
    const name = keys.prepared(pointer.study, pointer.run, 'time-2.parquet');
    await bucket.put(name, toParquet(table));
    await call(bucket);
    const { trainingError, validationError, curve } = await recordOf(bucket);
    expect(trainingError).toBeGreaterThan(0);
    expect(validationError).toBeNull();
    expect(new Set(curve.map((point) => point.validationError))).toEqual(new Set([null]));
    expect((await recordOf(undisturbed)).validationError).toBeGreaterThan(0);
  });

  it('trains if a record names no digest, whatever else it claims', async () => {
    for (const claim of [{}, { fold: 'fold-known-1' }]) {
      await bucket.putJson(local('time-2', 'training.json'), { ...claim, digests: {} });
      await call(bucket);
      expect(await weightsOf(bucket)).toBe(await weightsOf(undisturbed));
    }
  });

  it('answers continue when its time is nearly over, and ends with the very same weights', async () => {
    const calls = await callUntilTrained(bucket, 16_200);
    expect(calls).toBeGreaterThan(2);
    expect(await weightsOf(bucket)).toBe(await weightsOf(undisturbed));
    const { seconds: _, ...interrupted } = await recordOf(bucket);
    const { seconds: __, ...whole } = await recordOf(undisturbed);
    expect(interrupted).toEqual(whole);
  });

  it('adds up the time that it was at work over all calls', async () => {
    const calls = await callUntilTrained(bucket, 16_200);
    const { seconds } = await recordOf(bucket);
    expect(seconds).toBeGreaterThan((calls - 1) * 1.1);
    expect(seconds).toBeLessThan(calls * 1.8);
  });

  it('goes on from the last checkpoint of a call that was cut off', async () => {
    const put = bucket.put.bind(bucket);
    bucket.put = async (key, body) => {
      await put(key, body);
      if (key === local('time-2', 'spent.json')) throw new Error('cut off');
    };
    await expect(call(bucket, { stepMs: 7000 })).rejects.toThrow('cut off');
    bucket.put = put;
    const cutOff = bucket.written.length;
    expect(await call(bucket)).toEqual(trained);
    expect(bucket.written.slice(cutOff)).toContain(local('time-2', 'training.json'));
    expect(await weightsOf(bucket)).toBe(await weightsOf(undisturbed));
  });

  it('starts from the beginning if the checkpoint is invalid', async () => {
    await bucket.put(local('time-2', 'checkpoint.bin'), 'half a checkpoint');
    await bucket.putJson(local('time-2', 'spent.json'), { milliseconds: 1e9 });
    expect(await call(bucket)).toEqual(trained);
    expect(await weightsOf(bucket)).toBe(await weightsOf(undisturbed));
    expect((await recordOf(bucket)).seconds).toBeLessThan(1000);
  });

  it('does not train a sub-domain again that is trained', async () => {
    await call(bucket);
    const before = bucket.written.length;
    expect(await call(bucket)).toEqual(trained);
    expect(bucket.written.length).toBe(before);
  });

  it.each(['model.json', 'weights.bin'])(
    'trains one again whose %s was altered or lost, to the same weights',
    async (file) => {
      await call(bucket);
      await bucket.put(local('time-2', file), 'altered');
      expect(await call(bucket)).toEqual(trained);
      await bucket.deletePrefix(local('time-2', file));
      expect(await call(bucket)).toEqual(trained);
      const { digests } = await recordOf(bucket);
      expect(sha256((await bucket.getBytes(local('time-2', file)))!)).toBe(
        digests[file as keyof typeof digests],
      );
      expect(await weightsOf(bucket)).toBe(await weightsOf(undisturbed));
    },
  );

  it('trains the model on everything on the tables of all sub-domains, each from a seed of its own', async () => {
    expect(await call(bucket, { subdomain: 'single' })).toEqual({ state: 'trained', subdomain: 'single' });
    expect(await recordOf(bucket, 'single')).toMatchObject({ rows: 720, seed: problem.training.seed });
    expect(await weightsOf(bucket, 'single')).not.toBe(await weightsOf(undisturbed));
  });

  it('writes its progress', async () => {
    await call(bucket, { stepMs: 1000 });
    const progress = (await bucket.getJson<ProgressRecord>(local('time-2', 'progress.json')))!;
    expect(['batches', 'lbfgs', 'done']).toContain(progress.phase);
    expect(progress.share).toBeGreaterThan(0);
    expect(progress.share).toBeLessThanOrEqual(1);
    expect(progress.secondsLeft).toBeGreaterThanOrEqual(0);
  });

  it('writes its checkpoint and its progress less often the longer it takes', async () => {
    const written = { 'checkpoint.bin': [] as number[], 'progress.json': [] as number[] };
    const now = clock(15_000); // a training of hours, by this clock
    let lastMs = 0;
    const put = bucket.put.bind(bucket);
    bucket.put = async (key, body) => {
      await put(key, body);
      const file = key.split('/').at(-1)!;
      if (file in written) written[file as keyof typeof written].push(lastMs);
    };
    await trainSubdomain(event(), {
      bucket,
      now: () => {
        lastMs = now();
        return lastMs;
      },
      deadlineMs: Number.POSITIVE_INFINITY,
    });
    for (const [file, times] of Object.entries(written)) {
      const pauses = times.slice(1).map((time, at) => time - times[at]!);
      const { leastS, mostS } = file === 'progress.json' ? cadences.progress : cadences.checkpoint;
      expect(pauses.length, file).toBeGreaterThan(5);
      expect(pauses[0], file).toBeLessThan(1000 * (leastS + 150));
      expect(pauses.at(-1), file).toBeGreaterThan(1000 * mostS);
      expect(Math.max(...pauses), file).toBeLessThan(1000 * (mostS + 150));
    }
  });

  it('records the cause of its loss in words, and trains nothing', async () => {
    const cause = JSON.stringify({
      errorType: 'Error',
      errorMessage: 'training diverged 5 times',
      trace: ['at x'],
    });
    const lost = { Error: 'Error', Cause: cause };
    const answer = await trainSubdomain({ ...event(), lost }, { bucket, deadlineMs: 0 });
    expect(answer).toEqual({ state: 'lost', subdomain: 'time-2' });
    expect(await bucket.getJson(local('time-2', 'lost.json'))).toEqual({
      error: 'Error',
      cause: 'training diverged 5 times',
    });
    await trainSubdomain({ ...event('time-3'), lost: {} }, { bucket, deadlineMs: 0 });
    expect(await bucket.getJson(local('time-3', 'lost.json'))).toEqual({ error: 'unknown', cause: '' });
    expect(bucket.written.some((key) => key.endsWith('training.json'))).toBe(false);
  });

  it('fails with its own error name if a table was altered, and names the table', async () => {
    const table = 'runs/small/r1/prepared/time-2.parquet';
    const partition = await readPartition(bucket, pointer);
    const digests = { 'time-2.parquet': sha256((await bucket.getBytes(table))!) };
    await bucket.putJson('runs/small/r1/prepared/partition.json', sealed({ ...partition, digests }));
    const flipped = (await bucket.getBytes(table))!;
    flipped[flipped.length >> 1]! ^= 1;
    await bucket.put(table, flipped);
    const failure = await call(bucket).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'PreparedDamaged', message: expect.stringContaining(table) });
    expect((failure as Error).message).toContain('sarcomere redrive r1');
  });

  it.each(['training.json', 'model.json', 'weights.bin', 'checkpoint.bin', 'spent.json'])(
    'trains again if its own %s is damaged on the disk',
    async (file) => {
      await call(bucket);
      const read = bucket.getBytes.bind(bucket);
      bucket.getBytes = (key) =>
        key.endsWith(`/time-2/${file}`)
          ? Promise.reject(Object.assign(new Error(key), { name: 'ObjectDamaged' }))
          : read(key);
      expect(await call(bucket)).toMatchObject({ state: 'trained' });
    },
  );

  it('names the missing object', async () => {
    await expect(call(bucket, { subdomain: 'time-9' })).rejects.toThrow(
      'partition.json has no sub-domain time-9',
    );
    await bucket.deletePrefix('runs/small/r1/prepared/time-2.parquet');
    await expect(call(bucket)).rejects.toThrow('prepared/time-2.parquet is damaged: found nothing');
    await bucket.deletePrefix('runs/small/r1/prepared/problem.json');
    await expect(call(bucket)).rejects.toThrow('prepared/problem.json is damaged: found nothing');
  });
});
