import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BucketServer, startBucketServer } from '../../infra/local/bucket-server.ts';
import type { Bucket } from './bucket.ts';
import { connectBucket } from './connect.ts';
import { presignPut } from './presign.ts';

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-integrity-'));
let server: BucketServer;
beforeAll(async () => {
  const storageDir = join(directory, 'store');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  server = await startBucketServer({
    storageDir,
    bucket: 'data',
    credentials,
    port: 0,
    onObjectCreated: () => {},
  });
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});
afterEach(() => vi.unstubAllEnvs());

function connected(): Bucket {
  return connectBucket({
    SARCOMERE_BUCKET: 'data',
    SARCOMERE_S3_PATH_STYLE: 'true',
    AWS_ENDPOINT_URL_S3: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
}

describe('a presigned address', () => {
  const presigned = (key: string, text: string) => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    return presignPut(connected(), key, { bytes: Buffer.byteLength(text), sha256, expiresInS: 60 });
  };

  it.each(['text/csv', 'application/json', 'application/octet-stream'])(
    'takes the bytes that were announced, as %s',
    async (type) => {
      const { url, headers } = await presigned('right', 'hello');
      const answer = await fetch(url, {
        method: 'PUT',
        headers: { ...headers, 'content-type': type },
        body: 'hello',
      });
      expect(answer.status).toBe(200);
      expect(await connected().getText('right')).toBe('hello');
    },
  );

  it('refuses as many other bytes, and keeps nothing of them', async () => {
    const { url, headers } = await presigned('wrong', 'hello');
    const answer = await fetch(url, { method: 'PUT', headers, body: 'jello' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('<Code>BadDigest</Code>');
    expect(await connected().head('wrong')).toBeUndefined();
  });
});

/** A bucket whose objects are locked takes nothing without one. */
describe('whatever is written carries a checksum', () => {
  /** The headers with which each request left, by what it asked for. */
  function sentBy(bucket: Bucket) {
    const sent: [string, Record<string, string>][] = [];
    bucket.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          sent.push([commandName!, (args.request as { headers: Record<string, string> }).headers]);
          return next(args);
        },
      { step: 'finalizeRequest', priority: 'low' },
    );
    return sent;
  }

  it.each([undefined, 'WHEN_REQUIRED'])(
    'in one piece or in several, with AWS_REQUEST_CHECKSUM_CALCULATION %s',
    async (wanted) => {
      vi.stubEnv('AWS_REQUEST_CHECKSUM_CALCULATION', wanted);
      const bucket = connected();
      const sent = sentBy(bucket);
      await bucket.put('one', 'hello');
      const upload = bucket.upload('several');
      await upload.add(new Uint8Array(9 * 1024 ** 2));
      await upload.finish();
      const checksums = sent.map(([command, headers]) => [
        command,
        headers['x-amz-checksum-crc32'] ?? headers['x-amz-checksum-algorithm'],
      ]);
      expect(checksums).toEqual([
        ['PutObjectCommand', 'NhCmhg=='],
        ['CreateMultipartUploadCommand', 'CRC32'],
        ['UploadPartCommand', expect.stringMatching(/==$/)],
        ['UploadPartCommand', expect.stringMatching(/==$/)],
        ['CompleteMultipartUploadCommand', undefined],
      ]);
    },
  );

  it('and says that of each part again where the parts become one object', async () => {
    const bucket = connected();
    let parts: unknown;
    bucket.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'CompleteMultipartUploadCommand') parts = args.input;
          return next(args);
        },
      { step: 'initialize' },
    );
    const upload = bucket.upload('several');
    await upload.add(Buffer.from('hello'));
    await upload.finish();
    expect(parts).toMatchObject({
      MultipartUpload: { Parts: [{ PartNumber: 1, ChecksumCRC32: 'NhCmhg==' }] },
    });
  });
});
