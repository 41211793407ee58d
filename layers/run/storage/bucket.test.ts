import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BucketServer, startBucketServer } from '../../../infra/local/testing.ts';
import { MemoryBucket } from './bucket.testing.ts';
import type { Bucket } from './bucket.ts';
import { connectBucket, connectRuns } from './connect.ts';

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-storage-'));
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

const environment = (bucket = 'data') => ({
  SARCOMERE_BUCKET: bucket,
  SARCOMERE_S3_PATH_STYLE: 'true',
  AWS_ENDPOINT_URL_S3: server.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** Behaviour that Sarcomere relies on, of an S3 server and of the bucket in memory that other tests use. */
describe.each([
  ['an S3 server', () => connectBucket(environment())],
  ['memory', () => new MemoryBucket()],
] as const)('a bucket in %s', (_where, make) => {
  let bucket: Bucket;
  beforeEach(async () => {
    bucket = make();
    await bucket.deletePrefix('');
  });

  it('takes an object in pieces, which is there once it is finished, and gives it back in pieces', async () => {
    const bytes = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 31) % 251);
    const upload = bucket.upload('large');
    for (let start = 0; start < bytes.length; start += 700_001) {
      await upload.add(bytes.subarray(start, start + 700_001));
    }
    expect(await bucket.head('large')).toBeUndefined();
    await upload.finish();
    expect(Buffer.compare((await bucket.getBytes('large'))!, bytes)).toBe(0);
    const pieces: Uint8Array[] = [];
    for await (const piece of bucket.pieces('large', 4_000_000)) pieces.push(piece);
    expect(pieces.map(({ length }) => length)).toEqual([4_000_000, 4_000_000, 1_000_000]);
    expect(Buffer.compare(Buffer.concat(pieces), bytes)).toBe(0);
    expect([...(await bucket.getRange('large', 1000, 1003))]).toEqual([...bytes.subarray(1000, 1003)]);
  });

  it('keeps nothing of an upload that is given up', async () => {
    const upload = bucket.upload('given-up');
    await upload.add(new Uint8Array(8_500_000));
    await upload.abort();
    expect(await bucket.head('given-up')).toBeUndefined();
  });

  it('gives back the bytes, the text and the JSON that were put', async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at % 256);
    await bucket.put('a/bytes.bin', bytes);
    await bucket.put('a/text.txt', 'µV, café', 'text/plain');
    await bucket.putJson('a/value.json', { q: [1.5, null], name: 'ñ' });
    expect(Uint8Array.from((await bucket.getBytes('a/bytes.bin'))!)).toEqual(bytes);
    expect(await bucket.getText('a/text.txt')).toBe('µV, café');
    expect(await bucket.getJson('a/value.json')).toEqual({ q: [1.5, null], name: 'ñ' });
  });

  it('knows an object that is empty from one that is not there', async () => {
    await bucket.put('empty', new Uint8Array());
    expect(await bucket.getText('empty')).toBe('');
    expect((await bucket.head('empty'))!.size).toBe(0);
    expect(await bucket.getBytes('missing')).toBeUndefined();
    expect(await bucket.getText('missing')).toBeUndefined();
    expect(await bucket.getJson('missing')).toBeUndefined();
    expect(await bucket.head('missing')).toBeUndefined();
  });

  it('has the same size, ETag and time of an object in head and list', async () => {
    await bucket.put('a/hello.txt', 'hello');
    const head = (await bucket.head('a/hello.txt'))!;
    expect(head).toMatchObject({ key: 'a/hello.txt', size: 5, etag: '5d41402abc4b2a76b9719d911017c592' });
    expect(Math.abs(Date.now() - head.lastModified.getTime())).toBeLessThan(60_000);
    const [listed] = await bucket.list('a/');
    expect(listed).toMatchObject({ key: head.key, size: head.size, etag: head.etag });
  });

  it('replaces an object', async () => {
    await bucket.put('a', 'before');
    await bucket.put('a', 'after');
    expect(await bucket.getText('a')).toBe('after');
    expect(await bucket.list('')).toHaveLength(1);
  });

  it('lists what is below a prefix, sorted', async () => {
    for (const key of ['runs/b', 'runs/a-1', 'runs/a/2', 'runs/a/10', 'other/z', 'runs-b/y'])
      await bucket.put(key, key);
    expect((await bucket.list('runs/')).map(({ key }) => key)).toEqual([
      'runs/a-1',
      'runs/a/10',
      'runs/a/2',
      'runs/b',
    ]);
    expect(await bucket.list('nothing/')).toEqual([]);
  });

  it('deletes what is below a prefix and nothing else', async () => {
    for (const key of ['runs/a/1', 'runs/a/2', 'runs/ab']) await bucket.put(key, key);
    expect(await bucket.deletePrefix('runs/a/')).toBe(2);
    expect(await bucket.deletePrefix('runs/a/')).toBe(0);
    expect((await bucket.list('')).map(({ key }) => key)).toEqual(['runs/ab']);
  });

  it('lists and deletes more objects than one answer of S3 carries', async () => {
    const names = Array.from({ length: 1005 }, (_, at) => `many/${String(at).padStart(4, '0')}`);
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(names.slice(at, at + 50).map((name) => bucket.put(name, 'x')));
    }
    expect((await bucket.list('many/')).map(({ key }) => key)).toEqual(names);
    expect(await bucket.deletePrefix('many/')).toBe(1005);
    expect(await bucket.list('many/')).toEqual([]);
  });
});

describe('a connection', () => {
  it('does not take a bucket that is missing for one without the object', async () => {
    const bucket = connectBucket(environment('no-such-bucket'));
    await expect(bucket.getBytes('a')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('is made as the environment says', async () => {
    const { client, name } = connectBucket({ ...environment(), AWS_SESSION_TOKEN: 'token' });
    expect(name).toBe('data');
    expect(await client.config.region()).toBe('us-east-1');
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'local', sessionToken: 'token' });
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:study-run';
    const runs = connectRuns({
      SARCOMERE_STATE_MACHINE_ARN: stateMachineArn,
      AWS_ENDPOINT_URL_SFN: 'http://127.0.0.1:9',
      AWS_REGION: 'us-east-1',
    });
    expect(runs.stateMachineArn).toBe(stateMachineArn);
    expect(await runs.client.config.endpoint!()).toMatchObject({ hostname: '127.0.0.1', port: 9 });
  });

  it('names the missing variable', () => {
    expect(() => connectBucket({})).toThrow('SARCOMERE_BUCKET is not set');
    expect(() => connectRuns({})).toThrow('SARCOMERE_STATE_MACHINE_ARN is not set');
  });
});
