import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { presignPut } from '../../../layers/run/storage/index.ts';
import { createLocked, motoBucket } from './moto-bucket.testing.ts';
import { hasMoto, type SecondEngine, startSecondEngine } from './second-engine.testing.ts';

describe.skipIf(!hasMoto)(
  'a bucket of the clinical profile, in moto_server (skipped if it is not installed)',
  { timeout: 120_000 },
  () => {
    let engine: SecondEngine;
    let bucket: Bucket;
    beforeAll(async () => {
      engine = await startSecondEngine(async () => ({}));
      await engine.empty();
      bucket = motoBucket(engine, 'clinical');
      await createLocked(bucket);
    }, 60_000);
    afterAll(() => engine?.close());

    it('takes a presigned upload with the headers that the API answers, and none without', async () => {
      const sha256 = createHash('sha256').update('hello').digest('hex');
      const { url, headers } = await presignPut(bucket, 'studies/knee/a b.csv', {
        bytes: 5,
        sha256,
        expiresInS: 60,
      });
      const bare = await fetch(url, { method: 'PUT', body: 'hello' });
      expect(bare.status).toBe(400);
      expect(await bare.text()).toContain('Object Lock');
      expect((await fetch(url, { method: 'PUT', headers, body: 'hello' })).status).toBe(200);
      expect(await bucket.getText('studies/knee/a b.csv')).toBe('hello');
    });

    it('takes what the functions and the command line write, in one piece or in several', async () => {
      await bucket.putJson('models/knee/latest.json', { run: 'r1' });
      const upload = bucket.upload('models/knee/r1/weights.bin');
      await upload.add(new Uint8Array(9 * 1024 ** 2));
      await upload.finish();
      expect(await bucket.getJson('models/knee/latest.json')).toEqual({ run: 'r1' });
      expect((await bucket.head('models/knee/r1/weights.bin'))!.size).toBe(9 * 1024 ** 2);
    });
  },
);
