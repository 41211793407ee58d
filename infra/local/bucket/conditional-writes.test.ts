import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bucket } from '../../../layers/run/storage/index.ts';
import { clientsOf, testCredentials, testEnv } from '../clients.testing.ts';
import { type BucketServer, startBucketServer } from './bucket-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-conditions-'));
let server: BucketServer;
let bucket: Bucket;
beforeAll(async () => {
  const storageDir = join(directory, 'store');
  server = await startBucketServer({
    storageDir,
    bucket: 'sarcomere',
    credentials: testCredentials,
    port: 0,
    onObjectCreated: () => {},
  });
  bucket = new Bucket(
    clientsOf({ bucketUrl: server.url, stepFunctionsUrl: server.url, env: testEnv }).s3,
    'sarcomere',
  );
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a conditional write', () => {
  it('that expects nothing is taken once', async () => {
    expect(await bucket.putJsonIf('first', 1, 'nothing')).toBe(true);
    expect(await bucket.putJsonIf('first', 2, 'nothing')).toBe(false);
    expect(await bucket.getJson('first')).toBe(1);
  });

  it('that expects an object is taken while that object is there, and refused after', async () => {
    await bucket.putJson('second', 1);
    const { etag } = (await bucket.getJsonAndEtag('second'))!;
    expect(await bucket.putJsonIf('second', 2, { etag })).toBe(true);
    expect(await bucket.putJsonIf('second', 3, { etag })).toBe(false);
    await bucket.deletePrefix('second');
    expect(await bucket.putJsonIf('second', 4, { etag })).toBe(false);
    expect(await bucket.getJson('second')).toBeUndefined();
  });

  it.each(['nothing', 'an object'])('of many at once that expect %s is taken once', async (expected) => {
    for (let round = 0; round < 20; round++) {
      const key = `race-${expected}-${round}`;
      if (expected !== 'nothing') await bucket.putJson(key, 'before');
      const etag = (await bucket.getJsonAndEtag(key))?.etag;
      const taken = await Promise.all(
        Array.from({ length: 8 }, (_, at) =>
          bucket.putJsonIf(key, at, etag === undefined ? 'nothing' : { etag }),
        ),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await bucket.getJson(key)).toBe(taken.indexOf(true));
    }
  });

  it('in several parts is refused as well', async () => {
    const place = { Bucket: 'sarcomere', Key: 'parts' };
    await bucket.putJson('parts', 1);
    const { UploadId } = await bucket.client.send(new CreateMultipartUploadCommand(place));
    const part = { ...place, UploadId, PartNumber: 1 };
    const { ETag } = await bucket.client.send(new UploadPartCommand({ ...part, Body: 'x' }));
    const Parts = [{ PartNumber: 1, ETag }];
    const complete = { ...place, UploadId, MultipartUpload: { Parts }, IfNoneMatch: '*' };
    await expect(bucket.client.send(new CompleteMultipartUploadCommand(complete))).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    expect(await bucket.getJson('parts')).toBe(1);
  });

  it('does not bind the next one, which has no condition', async () => {
    await bucket.putJsonIf('free', 1, 'nothing');
    await bucket.putJson('free', 2);
    expect(await bucket.getJson('free')).toBe(2);
  });
});

describe('a digest', () => {
  const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'; // printf hello | sha256sum

  it('of an object is returned with its metadata', async () => {
    await bucket.putDigested('digested', 'hello', { sha256, metadata: { 'sarcomere-upload': 'list' } });
    expect(await bucket.details('digested')).toMatchObject({
      size: 5,
      sha256,
      metadata: { 'sarcomere-upload': 'list' },
    });
    await bucket.put('plain', 'hello');
    expect((await bucket.details('plain'))?.sha256).toBeUndefined();
  });

  it('that is another one is refused', async () => {
    await expect(bucket.putDigested('wrong', 'jello', { sha256 })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect(await bucket.details('wrong')).toBeUndefined();
  });
});
