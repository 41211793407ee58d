import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BucketServer, startBucketServer } from '../../../infra/local/testing.ts';
import type { Bucket } from '../storage/index.ts';
import { connectBucket, presignPut } from '../storage/index.ts';

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

describe('a presigned address for one object of five bytes', () => {
  const sha256 = createHash('sha256').update('hello').digest('hex');
  const presigned = (expiresInS = 60) => presignPut(connected(), 'one', { bytes: 5, sha256, expiresInS });
  const put = async (url: string, headers: Readonly<Record<string, string>>, body = 'hello') =>
    (await fetch(url, { method: 'PUT', headers, body })).status;

  it('takes no other number of bytes', async () => {
    const { url, headers } = await presigned();
    expect(await put(url, { ...headers, 'content-length': '6' }, 'hello!')).toBe(403);
    expect(await put(url, { ...headers, 'content-length': '4' }, 'hell')).toBe(403);
  });

  it('takes no other object', async () => {
    const { url, headers } = await presigned();
    expect(await put(url.replace('/one?', '/two?'), headers)).toBe(403);
  });

  it('takes no other digest, and none', async () => {
    const { url, headers } = await presigned();
    const other = createHash('sha256').update('jello').digest('base64');
    expect(await put(url, { ...headers, 'x-amz-checksum-sha256': other }, 'jello')).toBe(403);
    const { 'x-amz-checksum-sha256': _digest, ...rest } = headers;
    expect(await put(url, rest, 'jello')).toBe(403);
  });

  it('takes nothing any more once it has expired, and lives no longer by a change', async () => {
    const { url, headers } = await presigned(1);
    await sleep(1_100);
    expect(await put(url, headers)).toBe(403);
    expect(await put(url.replace('X-Amz-Expires=1&', 'X-Amz-Expires=900&'), headers)).toBe(403);
    expect(await connected().list('')).not.toContainEqual(expect.objectContaining({ key: 'one' }));
  });
});

/** A bucket with locked objects takes nothing without a checksum. */
describe('whatever is written carries a checksum', () => {
  /** The headers of each sent request, by its operation. */
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

  it('and repeats the checksum of each part when the parts become one object', async () => {
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
