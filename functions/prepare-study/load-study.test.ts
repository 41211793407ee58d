import { describe, expect, it } from 'vitest';
import type { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { loadStudy } from './load-study.ts';
import { tinyManifest, uploadTinyStudy } from './tiny-study.testing.ts';

const megabytes = 1024 ** 2;

describe('loadStudy', () => {
  it.each([
    ['fetches recordings together that fit into 64 MB', 20, 3],
    ['fetches a recording alone beside which no other fits', 40, 1],
    ['fetches a recording alone that is larger by itself', 100, 1],
  ])('%s', async (_what, megabytesEach, expected) => {
    const { bucket } = await uploadTinyStudy();
    const most = watched(bucket, megabytesEach * megabytes);
    expect(await loadStudy(bucket, 'tiny')).toMatchObject({ recordings: [{}, {}, {}] });
    expect(most.atOnce).toBe(expected);
  });

  it('fetches few at once, however small they are', async () => {
    const recordings = Array.from({ length: 40 }, (_, at) => ({
      file: `${at}.csv`,
      subject: 'ana',
      task: 'walk',
    }));
    const { bucket } = await uploadTinyStudy(tinyManifest({ recordings }));
    const most = watched(bucket, 1);
    await loadStudy(bucket, 'tiny');
    expect(most.atOnce).toBe(16);
  });

  it('lets the event loop turn after each recording, so that time-outs and closed sockets are seen', async () => {
    const { bucket } = await uploadTinyStudy();
    let turns = 0;
    let next = setImmediate(function turned() {
      turns++;
      next = setImmediate(turned);
    });
    await loadStudy(bucket, 'tiny');
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});

/** A bucket that reports this size for every recording, and counts concurrent requests. */
function watched(bucket: MemoryBucket, bytesEach: number): { readonly atOnce: number } {
  const most = { atOnce: 0 };
  let onTheirWay = 0;
  const list = bucket.list.bind(bucket);
  const getBytes = bucket.getBytes.bind(bucket);
  bucket.list = async (prefix) => (await list(prefix)).map((entry) => ({ ...entry, size: bytesEach }));
  bucket.getBytes = async (key) => {
    if (!key.endsWith('.csv')) return getBytes(key);
    most.atOnce = Math.max(most.atOnce, ++onTheirWay);
    // Long enough for all to set out that may.
    for (let wait = 0; wait < 50; wait++) await undefined;
    onTheirWay--;
    return getBytes(key);
  };
  return most;
}
