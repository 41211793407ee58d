import { beforeEach, describe, expect, it } from 'vitest';
import { local, pointer, preparedRun } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { trainJob } from './train-job.ts';

const env = { SARCOMERE_STUDY: pointer.study, SARCOMERE_RUN: pointer.run, SARCOMERE_SUBDOMAIN: 'time-2' };
const weights = async (bucket: MemoryBucket) =>
  sha256((await bucket.getBytes(local('time-2', 'weights.bin')))!);

let bucket: MemoryBucket;
beforeEach(async () => {
  ({ bucket } = await preparedRun());
});

/** The job on the engine that every machine has. */
function job(target: MemoryBucket, onInterruption: (interrupt: () => void) => void = () => {}) {
  return trainJob(env, { bucket: target, onInterruption, log: () => {}, onStep: () => {}, engine: 'kernel' });
}

describe('a training job', () => {
  it('trains to the end and exits with 0', async () => {
    expect(await job(bucket)).toBe(0);
    expect(await bucket.head(local('time-2', 'training.json'))).toBeDefined();
  });

  it('leaves a checkpoint when its instance is taken away, exits with 75, and ends the same when started again', async () => {
    expect(await job(bucket, (interrupt) => interrupt())).toBe(75);
    expect(await bucket.head(local('time-2', 'checkpoint.bin'))).toBeDefined();
    expect(await bucket.head(local('time-2', 'training.json'))).toBeUndefined();
    expect(await job(bucket)).toBe(0);

    const { bucket: undisturbed } = await preparedRun();
    await job(undisturbed);
    expect(await weights(bucket)).toBe(await weights(undisturbed));
  });

  it('does nothing if the sub-domain is trained already', async () => {
    await job(bucket);
    const written = bucket.written.length;
    expect(await job(bucket)).toBe(0);
    expect(bucket.written).toHaveLength(written);
  });

  it('does not begin without knowing what to train', async () => {
    const { SARCOMERE_SUBDOMAIN: _, ...incomplete } = env;
    const surroundings = { bucket, onInterruption: () => {}, log: () => {}, onStep: () => {} };
    await expect(trainJob(incomplete, surroundings)).rejects.toThrow('SARCOMERE_SUBDOMAIN is not set');
  });

  it('does not train on a processor if a GPU was asked for', async () => {
    const surroundings = { bucket, onInterruption: () => {}, log: () => {}, onStep: () => {} };
    await expect(trainJob(env, surroundings)).rejects.toThrow('TensorFlow found no GPU');
    expect(await bucket.head(local('time-2', 'training.json'))).toBeUndefined();
  });
});
