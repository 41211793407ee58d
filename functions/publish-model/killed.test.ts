import { describe, expect, it } from 'vitest';
import { digestsFile, loadPublishedMode, writtenDigests } from '../../layers/model/predictor/index.ts';
import { keys } from '../../layers/run/records/index.ts';
import { leaveModel, pointer, preparedRun, subdomains } from '../../layers/run/records/testing.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { Upload } from '../../layers/run/storage/testing.ts';
import { MemoryBucket } from '../../layers/run/storage/testing.ts';
import { aggregateRun } from '../aggregate-models/aggregate-run.ts';
import { ModelCache } from '../serve-api/model-cache.ts';
import { smallModel } from '../serve-api/small-model.testing.ts';
import { publishModel } from './publish-model.ts';

class Killed extends Error {}

/** A bucket whose writer is killed at its `last` write, counted from 0: this write and all later ones are not done. */
class BucketUntilKilled extends MemoryBucket {
  last = Number.POSITIVE_INFINITY;
  writes = 0;

  override async put(key: string, body: Uint8Array | string): Promise<void> {
    if (this.writes++ >= this.last) throw new Killed();
    await super.put(key, body);
  }

  override async putJsonIf(...write: Parameters<MemoryBucket['putJsonIf']>): Promise<boolean> {
    if (this.writes++ >= this.last) throw new Killed();
    return super.putJsonIf(...write);
  }

  override upload(key: string): Upload {
    const upload = super.upload(key);
    return { ...upload, add: (bytes) => (this.writes > this.last ? reject() : upload.add(bytes)) };
  }
}

const reject = () => Promise.reject(new Killed());

/** A run whose local models lie in the bucket, and the model of an earlier run, which is published. */
async function bucketBefore(): Promise<BucketUntilKilled> {
  const bucket = new BucketUntilKilled();
  const { bucket: prepared, problem } = await preparedRun();
  for (const [at, { id }] of subdomains.entries())
    await leaveModel(prepared, problem, { id, seed: at + 1, error: 0.1 });
  for (const { key } of await prepared.list('')) await bucket.put(key, (await prepared.getBytes(key))!);
  const { json, weights } = smallModel(pointer.study, 'r0');
  const key = (file: string) => keys.model(pointer.study, 'r0', file);
  const text = JSON.stringify(json);
  const digests = writtenDigests(
    new Map([
      ['model.json', sha256(text)],
      ['weights.bin', sha256(weights)],
    ]),
  );
  await bucket.put(key('model.json'), text);
  await bucket.put(key('weights.bin'), weights);
  await bucket.put(key(digestsFile), digests);
  await bucket.putJson(keys.latest(pointer.study), {
    study: pointer.study,
    run: 'r0',
    publishedAt: '2025-03-13T09:00:00.000Z',
    manifestDigest: sha256(digests),
  });
  bucket.writes = 0;
  return bucket;
}

async function aggregateAndPublish(bucket: MemoryBucket): Promise<void> {
  await aggregateRun(pointer, { bucket });
  await publishModel(pointer, { bucket });
}

const served = async (bucket: MemoryBucket) =>
  (await new ModelCache(bucket, loadPublishedMode).get(pointer.study))!.run;

describe('aggregating and publishing', () => {
  it('leave the old model or the new one, whole, wherever they are killed, and the next try publishes', async () => {
    const found: string[] = [];
    for (let last = 0; ; last++) {
      const bucket = await bucketBefore();
      bucket.last = last;
      try {
        await aggregateAndPublish(bucket);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      const isWhole = bucket.writes <= last;
      bucket.last = Number.POSITIVE_INFINITY;
      found.push(await served(bucket));
      await aggregateAndPublish(bucket);
      expect(await served(bucket)).toBe('r1');
      if (isWhole) break;
    }
    // Six files of the model, their digests, and the pointer.
    expect(found).toEqual([...new Array(8).fill('r0'), 'r1']);
  });
});
