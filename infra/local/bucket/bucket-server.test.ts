import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, testCredentials, testEnv } from '../clients.testing.ts';
import { signedFetch } from '../guard/signature/signed-fetch.testing.ts';
import { type BucketServer, startBucketServer } from './bucket-server.ts';
import type { CreatedObject } from './upload-event.ts';

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-bucket-'));
const storageDir = join(directory, 'store');
const created: CreatedObject[] = [];
let server: BucketServer;
const start = () =>
  startBucketServer({
    storageDir,
    bucket: 'sarcomere',
    credentials: testCredentials,
    port: 0,
    onObjectCreated: (object) => created.push(object),
  });
beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});
const client = () => clientsOf({ bucketUrl: server.url, stepFunctionsUrl: server.url, env: testEnv }).s3;
const Bucket = 'sarcomere';

describe('the bucket server', () => {
  it('reports each object that came to be once, with its size and its ETag, and no deletion', async () => {
    created.length = 0;
    await client().send(new PutObjectCommand({ Bucket, Key: 'a.txt', Body: 'hello' }));
    await client().send(new CopyObjectCommand({ Bucket, Key: 'b.txt', CopySource: 'sarcomere/a.txt' }));
    await client().send(new DeleteObjectCommand({ Bucket, Key: 'a.txt' }));
    const etag = '5d41402abc4b2a76b9719d911017c592'; // MD5 of hello
    expect(created).toMatchObject([
      { bucket: Bucket, key: 'a.txt', sizeBytes: 5, etag, reason: 'PutObject' },
      { bucket: Bucket, key: 'b.txt', sizeBytes: 5, etag, reason: 'CopyObject' },
    ]);
  });

  it.each([
    ['MD5', { 'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==' }],
    ['CRC32', { 'x-amz-checksum-crc32': 'NhCmhg==' }],
    ['SHA-256', { 'x-amz-checksum-sha256': 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' }],
  ])('compares a body with the %s it was sent with', async (_, headers) => {
    const put = (body: string) =>
      signedFetch({
        method: 'PUT',
        url: `${server.url}/sarcomere/summed`,
        headers: { ...headers },
        body,
        credentials: testCredentials,
        service: 's3',
      });
    expect((await put('hello')).status).toBe(200);
    expect(await (await put('jello')).text()).toContain('<Code>BadDigest</Code>');
    expect(Buffer.from(server.read('summed')!).toString()).toBe('hello');
  });

  it('keeps its objects over a restart', async () => {
    await client().send(new PutObjectCommand({ Bucket, Key: 'kept/µ.txt', Body: 'kept' }));
    await server.close();
    server = await start();
    expect(Buffer.from(server.read('kept/µ.txt') ?? '').toString()).toBe('kept');
    expect(server.read('never.txt')).toBeUndefined();
  });
});
