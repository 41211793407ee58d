import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { uploadEvent } from './bucket/upload-event.ts';
import { clientsOf, ended } from './clients.testing.ts';
import { fixtureFunctions } from './functions/fixture-functions.testing.ts';
import { type LocalWorld, startLocalWorld } from './world.ts';

const patience = { timeout: 60_000 };
const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe('a local world in a process of its own', patience, () => {
  it('that is killed goes on with its runs and events at its next start', async () => {
    const dataDir = freshDirectory();
    const { child, world } = await worldInChild(dataDir);
    const { s3 } = clientsOf(world);
    const put = (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'sarcomere', Key, Body }));
    await put('studies/knee/study.json', '{"subdomains":["one","hanging-two"]}');
    const isHanging = () =>
      readdirSync(join(dataDir, 'bucket'), { recursive: true }).some((file) =>
        String(file).includes('hanging-two/calls.json'),
      );
    await expect.poll(isHanging, { timeout: 30_000 }).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(dataDir, 'world.json'))).toBe(true);
    leaveEvent(dataDir, 'studies/missed/study.json');
    leaveHalfAnObject(dataDir);

    const again = await startAgain(dataDir);
    const { stepFunctions } = clientsOf(again);
    const run = await ended(stepFunctions, 'knee');
    expect(run.status).toBe('SUCCEEDED');
    await expect.poll(() => readdirSync(join(dataDir, 'events'))).toEqual([]);
    expect(readFileSync(join(dataDir, 'functions.log'), 'utf8')).toContain('the manifest was deleted');
    await again.close();
    expect(existsSync(join(dataDir, 'world.json'))).toBe(false);
  });

  it('ends by itself once it is closed, though a function is still at work', async () => {
    const dataDir = freshDirectory();
    const { child, world } = await worldInChild(dataDir);
    const { s3 } = clientsOf(world);
    const Body = '{"subdomains":["hanging"]}';
    await s3.send(new PutObjectCommand({ Bucket: 'sarcomere', Key: 'studies/knee/study.json', Body }));
    await expect.poll(() => readdirSync(join(dataDir, 'executions')).length, { timeout: 30_000 }).toBe(1);
    child.stdin!.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
    const [file] = readdirSync(join(dataDir, 'executions'));
    expect(JSON.parse(readFileSync(join(dataDir, 'executions', file!), 'utf8'))).toMatchObject({
      status: 'RUNNING',
    });
  });
});

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sarcomere-resume-'));
  directories.push(directory);
  return directory;
}

async function worldInChild(dataDir: string): Promise<{ child: ChildProcess; world: LocalWorld }> {
  const script = join(import.meta.dirname, 'fixtures/serve-world.ts');
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, world: JSON.parse(chunk.toString()) as LocalWorld };
}

function startAgain(dataDir: string): Promise<LocalWorld> {
  const ports = { bucket: 0, stepFunctions: 0, api: 0 };
  return startLocalWorld({ dataDir, ports, workers: 1, functions: fixtureFunctions });
}

/** An upload that the process saw, and died before `start-run` had answered. */
function leaveEvent(dataDir: string, key: string): void {
  const event = uploadEvent({
    bucket: 'sarcomere',
    key,
    sizeBytes: 2,
    etag: 'e',
    reason: 'PutObject',
    timeMs: 0,
  });
  writeFileSync(join(dataDir, 'events', `${event.id}.json`), JSON.stringify(event));
}

/** The remains of a kill in the middle of a write: metadata that is no JSON, a body without its end, half an upload. */
function leaveHalfAnObject(dataDir: string): void {
  const objects = join(dataDir, 'bucket/buckets/sarcomere/objects/half');
  mkdirSync(objects, { recursive: true });
  writeFileSync(join(objects, 'a.data'), 'x');
  writeFileSync(join(objects, 'a.meta.json'), '{"key":"half/a","conten');
  const upload = join(dataDir, 'bucket/_multipart/some-upload');
  mkdirSync(upload, { recursive: true });
  writeFileSync(join(upload, '.upload.json'), '{"uplo');
}
