import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, testCredentials, testEnv } from '../clients.testing.ts';
import { signedFetch } from '../guard/signature/signed-fetch.testing.ts';
import { type BucketServer, startBucketServer } from './bucket-server.ts';
import { keyFault } from './object-key.ts';

const directory = mkdtempSync(join(tmpdir(), 'sarcomere-keys-'));
const Bucket = 'sarcomere';
let server: BucketServer;
let s3: ReturnType<typeof clientsOf>['s3'];
beforeAll(async () => {
  server = await startBucketServer({
    storageDir: join(directory, 'a', 'b', 'store'),
    bucket: Bucket,
    credentials: testCredentials,
    port: 0,
    onObjectCreated: () => {},
  });
  s3 = clientsOf({ bucketUrl: server.url, stepFunctionsUrl: server.url, env: testEnv }).s3;
  await s3.send(new PutObjectCommand({ Bucket, Key: 'studies/x', Body: 'kept' }));
  // what deletes and reads would reach that lead out of the folder of objects
  writeFileSync(join(directory, 'a/b/outside.data'), 'of another project');
  writeFileSync(join(directory, 'a/b/outside.meta.json'), '{}');
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

const sound = [
  'a',
  'studies/knee/1A sen (2).csv',
  'studies/knee/µ/日本.csv',
  'a..b/...',
  'x.data',
  'x.meta.json',
  'x'.repeat(220),
  `${'x/'.repeat(511)}xx`,
  '%2e%2e/x',
  'a:b*c?d"e<f>g|h',
];
const unsound = [
  ['an empty part', 'studies//x'],
  ['a slash before it', '/studies/x'],
  ['a slash behind it', 'studies/x/'],
  ['".."', 'studies/../x'],
  ['"." ', './studies/x'],
  ['a way out', '../../../../outside'],
  ['a backslash', 'studies\\..\\x'],
  ['a NUL', 'studies/x\0'],
  ['a line feed', 'studies/\nx'],
  ['a folder that is named as a file of the server', 'studies/x.data/y'],
  ['a folder that is named as metadata of the server', 'studies/x.meta.json/y'],
  ['a part too long for a file', `studies/${'x'.repeat(221)}`],
  ['a part too long for a file once it is encoded', `studies/${'*'.repeat(80)}`],
  ['1,025 bytes', `${'x/'.repeat(512)}x`],
] as const;

describe('a key', () => {
  it.each(sound)('may be %j', (key) => expect(keyFault(key)).toBeUndefined());
  it.each(unsound)('may not have %s', (_, key) => expect(keyFault(key)).toBeDefined());

  it('that is sound is stored, listed, read and deleted, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), async (key) => {
        fc.pre(keyFault(key) === undefined);
        await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: key }));
        expect(Buffer.from(server.read(key)!).toString()).toBe(key);
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
        expect(await Body!.transformToString()).toBe(key);
        await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
        expect(server.read(key)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe('an operation on an unsound key is refused, and touches nothing', () => {
  const operations = {
    PutObject: (Key: string) => new PutObjectCommand({ Bucket, Key, Body: 'x' }),
    GetObject: (Key: string) => new GetObjectCommand({ Bucket, Key }),
    DeleteObject: (Key: string) => new DeleteObjectCommand({ Bucket, Key }),
    DeleteObjects: (Key: string) =>
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'studies/x' }, { Key }] } }),
    CopyObject: (Key: string) => new CopyObjectCommand({ Bucket, Key, CopySource: 'sarcomere/studies/x' }),
    'CopyObject from it': (Key: string) =>
      new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `sarcomere/${encodeURIComponent(Key)}` }),
    CreateMultipartUpload: (Key: string) => new CreateMultipartUploadCommand({ Bucket, Key }),
  };
  // XML has no way to say these two
  const throughHttp = unsound.filter(([name]) => !['a NUL', 'a line feed'].includes(name));

  it.each(Object.entries(operations))('%s', async (_, command) => {
    for (const [name, key] of throughHttp) {
      const sent = s3.send(command(key) as never);
      await expect(sent, name).rejects.toMatchObject({
        name: expect.stringMatching(/^(InvalidArgument|KeyTooLongError)$/),
        $metadata: { httpStatusCode: 400 },
      });
    }
    expect(Buffer.from(server.read('studies/x')!).toString()).toBe('kept');
    expect(existsSync(join(directory, 'a/b/outside.data'))).toBe(true);
    expect(readdirSync(join(directory, 'a/b/store/buckets/sarcomere/objects'))).toEqual(['studies']);
  });

  it('HeadObject', async () => {
    const head = s3.send(new HeadObjectCommand({ Bucket, Key: '../outside' }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  it('a rename, which no bucket here can', async () => {
    const answer = await signedFetch({
      method: 'PUT',
      url: `${server.url}/sarcomere/moved?renameObject`,
      headers: { 'x-amz-rename-source': '/../../outside' },
      credentials: testCredentials,
      service: 's3',
    });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain('<Code>NotImplemented</Code>');
  });
});

describe('objects', () => {
  it('that an earlier version stored under an unsound key are not listed, read or deleted', async () => {
    const storageDir = join(directory, 'earlier');
    const objects = join(storageDir, 'buckets/sarcomere/objects');
    mkdirSync(join(objects, 'studies'), { recursive: true });
    writeFileSync(
      join(storageDir, 'buckets/sarcomere/.bucket.json'),
      '{"name":"sarcomere","creationDate":"2026-01-01"}',
    );
    for (const [file, key] of [
      ['studies/x', 'studies//x'],
      ['../outside', '../outside'],
      ['studies/y', 'studies/y'],
    ]) {
      const meta = {
        key,
        contentType: 'text/csv',
        contentLength: 4,
        etag: '"e"',
        lastModified: '2026-01-01',
        metadata: {},
      };
      writeFileSync(join(objects, `${file}.data`), 'left');
      writeFileSync(join(objects, `${file}.meta.json`), JSON.stringify(meta));
    }
    const earlier = await startBucketServer({
      storageDir,
      bucket: Bucket,
      credentials: testCredentials,
      port: 0,
      onObjectCreated: () => {},
    });
    const bucket = clientsOf({ bucketUrl: earlier.url, stepFunctionsUrl: earlier.url, env: testEnv }).s3;
    const { Contents = [] } = await bucket.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['studies/y']);
    await earlier.close();
    const isKept = ['x.data', 'x.data.damaged'].some((name) => existsSync(join(objects, 'studies', name)));
    expect(isKept).toBe(true);
  });

  it('may lie at a key and below it', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'p', Body: 'above' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'p/q', Body: 'below' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'p/q' }));
    expect(Buffer.from(server.read('p')!).toString()).toBe('above');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'p' }));
  });
});
