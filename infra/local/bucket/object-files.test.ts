import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientsOf, testCredentials, testEnv } from '../clients.testing.ts';
import { type Disk, disk } from '../disk/disk.ts';
import { type BucketServer, startBucketServer } from './bucket-server.ts';
import { fauxqsParts } from './fauxqs-parts.ts';
import { openObjectFiles } from './object-files.ts';

const Bucket = 'sarcomere';
let storageDir: string;
let objects: string;
let notes: string[];
beforeEach(() => {
  storageDir = mkdtempSync(join(tmpdir(), 'sarcomere-objects-'));
  objects = join(storageDir, 'buckets/sarcomere/objects');
  notes = [];
});
const servers: BucketServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(storageDir, { recursive: true, force: true });
});

async function serve(over: Disk = disk) {
  const server = await startBucketServer({
    storageDir,
    bucket: Bucket,
    credentials: testCredentials,
    port: 0,
    onObjectCreated: () => {},
    note: (line) => notes.push(line),
    disk: over,
  });
  servers.push(server);
  const { s3 } = clientsOf({ bucketUrl: server.url, stepFunctionsUrl: server.url, env: testEnv });
  return {
    s3,
    put: (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    get: async (Key: string) => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return answer.Body!.transformToString();
    },
    close: async () => {
      servers.splice(servers.indexOf(server), 1);
      await server.close();
    },
  };
}

const files = () =>
  readdirSync(storageDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const bodyOf = (name: string) =>
  files().find((file) => basename(file).startsWith(name) && file.endsWith('.data'))!;

describe('the objects of a bucket', () => {
  it('come back after a restart with their bytes, their type and what else was said of them', async () => {
    const first = await serve();
    const Metadata = { who: 'somebody' };
    await first.s3.send(
      new PutObjectCommand({ Bucket, Key: 'a/µ:*.csv', Body: 'x', ContentType: 'text/csv', Metadata }),
    );
    await first.put('empty', '');
    await first.close();
    const second = await serve();
    const head = await second.s3.send(new HeadObjectCommand({ Bucket, Key: 'a/µ:*.csv' }));
    expect(head).toMatchObject({ ContentType: 'text/csv', Metadata, ContentLength: 1 });
    expect(await second.get('a/µ:*.csv')).toBe('x');
    expect(await second.get('empty')).toBe('');
    expect(notes).toEqual([]);
  });

  it('leave one file of bytes and one of metadata, however often they are written, and none when deleted', async () => {
    const { put, get, s3 } = await serve();
    for (const text of ['one', 'two', 'one', 'three']) await put('runs/a.json', text);
    expect(await get('runs/a.json')).toBe('three');
    expect(files().filter((file) => file.includes('a.json'))).toHaveLength(2);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'runs/a.json' }));
    expect(readdirSync(objects)).toEqual([]);
  });

  it('of an earlier version, whose bytes lie in KEY.data, are read and can be replaced', async () => {
    mkdirSync(objects, { recursive: true });
    const meta = {
      key: 'old',
      contentType: 'text/plain',
      contentLength: 5,
      etag: '"5d41402abc4b2a76b9719d911017c592"',
    };
    const lastModified = new Date(0).toISOString();
    writeFileSync(join(objects, 'old.meta.json'), JSON.stringify({ ...meta, metadata: {}, lastModified }));
    writeFileSync(join(objects, 'old.data'), 'hello');
    const { put, get } = await serve();
    expect(await get('old')).toBe('hello');
    await put('old', 'world');
    expect(await get('old')).toBe('world');
    expect(files().filter((file) => file.endsWith('.data'))).toHaveLength(1);
    expect(notes).toEqual([]);
  });

  it('are the old ones or the new ones at every step at which a write can be cut off', async () => {
    for (let step = 1; step <= 5; step += 1) {
      const first = await serve();
      await first.put('model.json', `old ${step}`);
      await first.close();
      const cut = await serve(failingFrom(step, 'EIO'));
      const isDone = await cut.put('model.json', `new ${step}`).then(
        () => true,
        () => false,
      );
      await cut.close();
      const again = await serve();
      const found = await again.get('model.json');
      expect([`old ${step}`, `new ${step}`]).toContain(found);
      if (isDone) expect(found).toBe(`new ${step}`);
      await again.close();
    }
  });

  it('are whole after a process that writes them is killed', { timeout: 60_000 }, async () => {
    const parts = await fauxqsParts();
    for (let kill = 0; kill < 6; kill += 1) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, '../fixtures/write-objects.ts'), storageDir],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      await once(child.stdout, 'data');
      await sleep(20 + 37 * kill);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const store = new parts.S3Store();
      store.persistence = openObjectFiles({
        storageDir,
        store,
        S3Error: parts.S3Error,
        disk,
        note: (line) => notes.push(line),
      });
      const { objects: found } = store.listObjects(Bucket);
      expect(found.length).toBeGreaterThan(0);
      for (const { key } of found) {
        const { body, metadata } = store.getObject(Bucket, key); // compares the bytes with their digest
        expect(body.subarray(0, 8).toString().trim()).toBe(metadata.round);
      }
      expect(notes.filter((line) => !line.includes('no metadata name it'))).toEqual([]);
    }
  });
});

describe('a file of the bucket that is damaged', () => {
  it('gives its reader a named error, which is not retried', async () => {
    const { put, get } = await serve();
    await put('runs/table.parquet', 'some bytes');
    await put('runs/other', 'sound');
    writeFileSync(bodyOf('table.parquet'), 'some Bytes');
    const refused = await get('runs/table.parquet').catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'ObjectDamaged', $metadata: { httpStatusCode: 422, attempts: 1 } });
    expect((refused as Error).message).toContain('runs/table.parquet');
    rmSync(bodyOf('other'));
    await expect(get('runs/other')).rejects.toMatchObject({ name: 'ObjectDamaged' });
  });

  it.each(['runs/knee/current.json', 'models/knee/latest.json'])(
    'and that every upload reads before it writes (%s) is reported once, put aside, and written again',
    async (key) => {
      const { put, get, s3 } = await serve();
      await put(key, '{"run":"r1"}');
      const body = bodyOf(basename(key));
      writeFileSync(body, '{"run":"r2"}');
      const refused = await get(key).catch((error: unknown) => error);
      expect(refused).toMatchObject({
        name: 'ObjectDamaged',
        message: expect.stringContaining('study knee writes a new one'),
      });
      await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
      expect(readFileSync(`${body}.damaged`, 'utf8')).toBe('{"run":"r2"}');
      expect(notes.join('\n')).toContain(`${body}.damaged`);
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: '{"run":"r3"}', IfNoneMatch: '*' }));
      expect(await get(key)).toBe('{"run":"r3"}');
    },
  );

  it.each([
    ['models/knee/r1/weights.bin', 'any change of its study.json'],
    ['runs/knee/r1/prepared/problem.json', 'sarcomere redrive RUN'],
    ['studies/knee/a.csv', 'Upload it again.'],
  ])('is reported with a fix: %s', async (key, mend) => {
    const { put, get } = await serve();
    await put(key, 'some bytes');
    writeFileSync(bodyOf(basename(key)), 'some Bytes');
    await expect(get(key)).rejects.toMatchObject({ message: expect.stringContaining(mend) });
    await expect(get(key)).rejects.toMatchObject({ name: 'ObjectDamaged' });
  });

  it.each<[string, (meta: string) => string]>([
    ['is no JSON', (meta) => meta.slice(0, 20)],
    ['is empty', () => ''],
    ['names another object', (meta) => meta.replace('"key":"half"', '"key":"../../out"')],
    ['has no length', (meta) => meta.replace('"contentLength"', '"contentWidth"')],
    ['names another folder', (meta) => meta.replace(/"file":"/, '"file":"../')],
  ])('and whose metadata %s is put aside, with its bytes, and the others serve', async (_what, change) => {
    const first = await serve();
    await first.put('half', 'precious');
    await first.put('whole', 'other');
    await first.close();
    const meta = join(objects, 'half.meta.json');
    writeFileSync(meta, change(readFileSync(meta, 'utf8')));
    const { get, put } = await serve();
    expect(await get('whole')).toBe('other');
    await expect(get('half')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const aside = files().filter((file) => file.endsWith('.damaged'));
    expect(aside.map((file) => readFileSync(file, 'utf8'))).toContain('precious');
    expect(aside).toHaveLength(2);
    for (const file of aside) expect(notes.join('\n')).toContain(file);
    await put('half', 'new');
    expect(await get('half')).toBe('new');
  });

  it('and whose bytes are gone or cut is put aside', async () => {
    const first = await serve();
    await first.put('gone', 'one');
    await first.put('cut', 'two');
    await first.close();
    rmSync(bodyOf('gone'));
    writeFileSync(bodyOf('cut'), 't');
    const { get } = await serve();
    await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get('cut')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(notes).toHaveLength(3);
  });
});

describe('a disk that is full, broken or not to be written', () => {
  it.each([
    ['ENOSPC', 507, 'The disk is full'],
    ['EDQUOT', 507, 'used up'],
    ['EROFS', 503, 'can only be read'],
    ['EACCES', 503, 'may not read or write'],
    ['EIO', 503, 'reports an error'],
    ['EMFILE', 503, 'open files'],
  ])(
    '(%s) is said with %d, cause, place and what to do, and the old object stays',
    async (code, status, why) => {
      let isBroken = false;
      const { put, get, s3 } = await serve({
        ...disk,
        write: (path, content) => (isBroken ? fail(code) : disk.write(path, content)),
        remove: (path) => (isBroken ? fail(code) : disk.remove(path)),
      });
      await put('studies/a.csv', 'old');
      isBroken = true;
      const refused = (await put('studies/a.csv', 'new').catch((error: unknown) => error)) as Error;
      expect(refused).toMatchObject({ $metadata: { httpStatusCode: status } });
      expect(refused.message).toContain(why);
      expect(refused.message).toContain(`(${code}) while writing studies/a.csv, on the volume of ${objects}`);
      await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: 'studies/a.csv' }))).rejects.toMatchObject({
        $metadata: { httpStatusCode: status },
      });
      expect(await get('studies/a.csv')).toBe('old');
      isBroken = false;
      await put('studies/a.csv', 'new');
      expect(await get('studies/a.csv')).toBe('new');
      expect(notes.join('\n')).toContain(why);
    },
  );

  it('when an upload in parts is completed lets it be completed once there is room', async () => {
    let isFull = false;
    const { s3, get } = await serve({
      ...disk,
      write: (path, content) => (isFull ? fail('ENOSPC') : disk.write(path, content)),
    });
    const place = { Bucket, Key: 'large' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
    const { ETag } = await s3.send(
      new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: 'part' }),
    );
    const complete = () =>
      s3.send(
        new CompleteMultipartUploadCommand({
          ...place,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
        }),
      );
    isFull = true;
    await expect(complete()).rejects.toMatchObject({ name: 'InsufficientStorage' });
    isFull = false;
    await complete();
    expect(await get('large')).toBe('part');
  });

  it('is not reported if a key is too long for a file name', async () => {
    const { put } = await serve();
    await expect(put('x'.repeat(300), '')).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

/** A disk on which everything fails from the step with that number on. */
function failingFrom(step: number, code: string): Disk {
  let steps = 0;
  const at = () => {
    steps += 1;
    if (steps >= step) fail(code);
  };
  return {
    read: disk.read,
    write(path, content) {
      at();
      disk.write(path, content);
      at();
    },
    remove(path) {
      at();
      disk.remove(path);
    },
  };
}

function fail(code: string): never {
  throw Object.assign(new Error(`${code}: made to fail`), { code });
}
