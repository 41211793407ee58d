import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { monotonicMs } from '../layers/run/storage/index.ts';
import { stepHandler } from './step-handler.ts';

const contextWith = (remainingMs: number) =>
  ({ awsRequestId: 'id', getRemainingTimeInMillis: () => remainingMs }) as Context;

afterEach(() => vi.useRealTimers());

describe('a step', () => {
  it('is not given up before its time is over: Lambda ends it, by a name that is retried', async () => {
    const handler = stepHandler('slow', async () => {
      await sleep(100);
      return 'done';
    });
    expect(await handler({}, contextWith(20))).toBe('done');
  });

  it('has its transient errors marked, and others left as they are', async () => {
    const failing = (name: string) =>
      stepHandler('failing', () => Promise.reject(Object.assign(new Error('why'), { name })));
    await expect(failing('SlowDown')({}, contextWith(1000))).rejects.toMatchObject({
      name: 'TransientError',
    });
    await expect(failing('QuorumMissed')({}, contextWith(1000))).rejects.toMatchObject({
      name: 'QuorumMissed',
    });
  });

  it.each([-5, 5])('has its deadline at the same distance if the clock jumps by %d hours', async (hours) => {
    const handler = stepHandler('deadline', async (_event, { deadlineMs }) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
      return deadlineMs - monotonicMs();
    });
    const leftMs = await handler({}, contextWith(10_000));
    expect(leftMs).toBeGreaterThan(5_000);
    expect(leftMs).toBeLessThanOrEqual(10_000);
  });
});
