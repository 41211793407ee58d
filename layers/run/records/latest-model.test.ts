import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../storage/index.ts';
import { MemoryBucket } from '../storage/testing.ts';
import { keys } from './keys.ts';
import { type LatestRecord, publishLatest, readLatest, soundLatest } from './latest-model.ts';

const record = (run: string, uploadedAt?: string): LatestRecord => ({
  study: 'knee',
  run,
  publishedAt: '2026-03-02T12:00:00.000Z',
  manifestDigest: sha256(run),
  ...(uploadedAt === undefined ? {} : { uploadedAt }),
});
const at = (second: number) => new Date(second * 1000).toISOString();

describe('publishLatest', () => {
  it.each([
    ['a first model', undefined, record('r1', at(1)), 'r1'],
    ['a newer upload', record('r1', at(1)), record('r2', at(2)), 'r2'],
    ['an older upload that ends later', record('r2', at(2)), record('r1', at(1)), 'r2'],
    ['the same run again', record('r1', at(1)), record('r1', at(1)), 'r1'],
    ['the same run, uploaded once more', record('r1', at(1)), record('r1', at(3)), 'r1'],
    ['an upload after one that has no time', record('r9'), record('r1', at(1)), 'r1'],
    ['one that has no time after an upload', record('r1', at(1)), record('r9'), 'r1'],
    ['one that has no time after another', record('r9'), record('r1'), 'r1'],
    ['of two at the same time the greater name', record('r1', at(1)), record('r2', at(1)), 'r2'],
    ['of two at the same time not the smaller name', record('r2', at(1)), record('r1', at(1)), 'r2'],
  ])('for %s', async (_, before, candidate, latest) => {
    const bucket = new MemoryBucket();
    if (before) await bucket.putJson(keys.latest('knee'), before);
    const answer = await publishLatest(bucket, candidate);
    expect(answer.run).toBe(latest);
    expect(await readLatest(bucket, 'knee')).toEqual(answer);
  });

  it.each(['{"study": "kn', 'null', '{"study": "knee", "run": 7}'])(
    'replaces a damaged pointer: %s',
    async (text) => {
      const bucket = new MemoryBucket();
      await bucket.put(keys.latest('knee'), text);
      await expect(readLatest(bucket, 'knee')).rejects.toMatchObject({ faults: [{ code: 'MODEL_DAMAGED' }] });
      expect(await soundLatest(bucket, 'knee')).toBeUndefined();
      expect(await publishLatest(bucket, record('r1', at(1)))).toMatchObject({ run: 'r1' });
      expect(await readLatest(bucket, 'knee')).toMatchObject({ run: 'r1' });
    },
  );

  it('leaves the newest upload published, in whichever order and however much at once runs end', async () => {
    const uploads = fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(20)), {
      minLength: 1,
      maxLength: 8,
      selector: String,
    });
    await fc.assert(
      fc.asyncProperty(uploads, fc.scheduler(), async (all, scheduler) => {
        const bucket = new MemoryBucket();
        const slow = {
          getJsonAndEtag: scheduler.scheduleFunction(bucket.getJsonAndEtag.bind(bucket)),
          putJsonIf: scheduler.scheduleFunction(bucket.putJsonIf.bind(bucket)),
          head: scheduler.scheduleFunction(bucket.head.bind(bucket)),
        } as unknown as MemoryBucket;
        const records = all.map(([second, run]) => record(`r${String(run).padStart(2, '0')}`, at(second)));
        // Events come more than once, and what was redriven publishes again.
        const ends = Promise.all([...records, ...records].map((one) => publishLatest(slow, one)));
        await scheduler.waitFor(ends);
        const [newest] = records.sort((a, b) =>
          `${a.uploadedAt} ${a.run}` < `${b.uploadedAt} ${b.run}` ? 1 : -1,
        );
        expect(await readLatest(bucket, 'knee')).toEqual(newest);
      }),
    );
  });
});
