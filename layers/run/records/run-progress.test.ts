import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryBucket } from '../storage/testing.ts';
import { keys } from './keys.ts';
import { runProgress } from './run-progress.ts';

let bucket: MemoryBucket;
beforeEach(() => {
  bucket = new MemoryBucket();
});
afterEach(() => vi.useRealTimers());

const plan = (...subdomains: string[]) =>
  bucket.putJson(
    keys.prepared('knee', 'r1', 'subdomains.json'),
    subdomains.map((subdomain) => ({ bucket: 'data', study: 'knee', run: 'r1', subdomain })),
  );
const leave = (subdomain: string, file: string, value: unknown = {}) =>
  bucket.putJson(keys.local('knee', 'r1', subdomain, file), value);
const read = () => runProgress(bucket, 'knee', 'r1');
const record = { phase: 'batches', share: 0.5, loss: 0.04, validationError: null, secondsLeft: 12 };

describe('runProgress', () => {
  it('is preparing until the list of sub-domains is there', async () => {
    expect(await read()).toEqual({ stage: 'preparing', trained: 0, lost: 0, working: [] });
  });

  it('counts what is trained and lost, and shows what is being trained', async () => {
    await plan('single', 'time-1', 'time-2', 'time-3');
    await leave('single', 'progress.json', record);
    await leave('time-1', 'progress.json', record);
    await leave('time-1', 'training.json');
    await leave('time-2', 'progress.json', record);
    await leave('time-2', 'lost.json');
    expect(await read()).toEqual({
      stage: 'training',
      trainings: 4,
      trained: 1,
      lost: 1,
      working: [{ subdomain: 'single', ...record }],
    });
  });

  it('counts forests that are not done apart, as each takes seconds', async () => {
    await bucket.putJson(keys.prepared('knee', 'r1', 'subdomains.json'), [
      { bucket: 'data', study: 'knee', run: 'r1', subdomain: 'task-1' },
      ...['everything-forest', 'task-1-forest', 'task-2-forest'].map((subdomain) => ({
        ...{ bucket: 'data', study: 'knee', run: 'r1' },
        subdomain,
        learner: 'forest',
      })),
    ]);
    await leave('task-1-forest', 'training.json');
    await leave('task-2-forest', 'lost.json');
    expect(await read()).toMatchObject({ trainings: 4, trained: 1, lost: 1, forestsLeft: 1 });
    await leave('everything-forest', 'training.json');
    expect(await read()).not.toHaveProperty('forestsLeft');
  });

  it('is aggregating once each sub-domain is trained or lost', async () => {
    await plan('time-1', 'time-2');
    await leave('time-1', 'training.json');
    await leave('time-2', 'lost.json');
    expect(await read()).toMatchObject({ stage: 'aggregating', trained: 1, lost: 1, working: [] });
  });

  it('counts a sub-domain that was lost and then trained once, as trained', async () => {
    await plan('time-1', 'time-2');
    await leave('time-1', 'lost.json');
    await leave('time-1', 'training.json');
    expect(await read()).toMatchObject({ stage: 'training', trained: 1, lost: 0 });
  });

  it('counts a sub-domain that was lost and is being trained again as at work', async () => {
    vi.useFakeTimers({ now: 0 });
    await plan('time-1', 'time-2');
    await leave('time-1', 'lost.json');
    await leave('time-2', 'lost.json');
    vi.setSystemTime(1000);
    await leave('time-1', 'progress.json', record);
    expect(await read()).toMatchObject({
      stage: 'training',
      lost: 1,
      working: [{ subdomain: 'time-1' }],
    });
  });

  it('does not count the models of another run or of a study whose name goes on', async () => {
    await plan('time-1');
    await bucket.putJson(keys.local('knee', 'r12', 'time-1', 'training.json'), {});
    await bucket.putJson(keys.local('knee-2', 'r1', 'time-1', 'training.json'), {});
    expect(await read()).toMatchObject({ stage: 'training', trained: 0 });
  });

  it('shows at most forty of those at work', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `time-${at + 1}`);
    await plan(...names);
    for (const name of names) await leave(name, 'progress.json', record);
    expect((await read()).working).toHaveLength(40);
  });
});
