import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { Bucket } from '../../layers/run/storage/index.ts';
import { clientsOf, ended } from './clients.testing.ts';
import { lockDirectory } from './disk/directory-lock.ts';
import { stateMachineArn } from './names.ts';
import type { LocalWorld } from './world.ts';

const patience = { timeout: 120_000 };
const cleaners: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleaners.splice(0).reverse()) clean();
});

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sarcomere-short-'));
  cleaners.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A file system of a few megabytes in a folder; undefined if this user may mount none. */
function smallDisk(directory: string, megabytes: number): string | undefined {
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory];
    execFileSync('mount', options, { stdio: 'ignore' });
    cleaners.push(() => execFileSync('umount', ['-l', directory]));
    return directory;
  } catch {
    return undefined;
  }
}

interface Served {
  readonly child: ChildProcess;
  readonly world: LocalWorld;
  readonly said: () => string;
  readonly clients: ReturnType<typeof clientsOf>;
  readonly bucket: Bucket;
}

/** A world in a process of its own, which a shell starts with so many handles. */
async function serve(dataDir: string, handles = 4096): Promise<Served> {
  const script = join(import.meta.dirname, 'fixtures/serve-world.ts');
  const command = `ulimit -n ${handles}; exec "$0" "$1" "$2"`;
  const child = spawn('bash', ['-c', command, process.execPath, script, dataDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  cleaners.push(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const world = JSON.parse(chunk.toString()) as LocalWorld;
  const clients = clientsOf(world);
  return { child, world, said: () => said, clients, bucket: new Bucket(clients.s3, world.bucketName) };
}

const isAlive = ({ child }: Served) => child.exitCode === null && child.signalCode === null;
const upload = ({ clients }: Served, study: string, ...subdomains: string[]) =>
  clients.s3.send(
    new PutObjectCommand({
      Bucket: 'sarcomere',
      Key: `studies/${study}/study.json`,
      Body: JSON.stringify({ subdomains }),
    }),
  );
const stopped = async ({ child }: Served) => {
  child.stdin!.end();
  return once(child, 'exit');
};

describe('a full disk', patience, () => {
  it('does not end the world: callers get an error, runs retry, and all goes on when there is room', async ({
    skip,
  }) => {
    const dataDir = smallDisk(folder(), 3);
    if (dataDir === undefined) return skip('this user may not mount a file system');
    const served = await serve(dataDir);
    await upload(served, 'knee', 'filling-one', 'two');
    await expect.poll(served.said, { timeout: 30_000 }).toContain('The disk is full (ENOSPC)');

    const refused = await served.bucket.put('studies/a.csv', new Uint8Array(200_000)).catch((error) => error);
    expect(refused).toMatchObject({ name: 'InsufficientStorage', $metadata: { httpStatusCode: 507 } });
    expect(refused.message).toMatch(/The disk is full .* on the volume of .* Free space there/);
    expect(isAlive(served)).toBe(true);

    await served.bucket.deletePrefix('filling/');
    const run = await ended(served.clients.stepFunctions, 'knee');
    expect(run.status).toBe('SUCCEEDED');
    expect(await served.bucket.getJson(`runs/knee/${run.name}/local/filling-one/model.json`)).toEqual({
      calls: 2,
    });
    expect(await stopped(served)).toEqual([0, null]);
  });

  it('to the last byte lets no run begin, keeps no half of one, and lets it begin later', async ({
    skip,
  }) => {
    const dataDir = smallDisk(folder(), 2);
    if (dataDir === undefined) return skip('this user may not mount a file system');
    const served = await serve(dataDir);
    await fillTo(served);
    const start = (name: string) =>
      served.clients.stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn, name, input: '{"bucket":"b","study":"s","run":"r"}' }),
      );
    const refused = await start('r1').catch((error: Error) => error);
    expect((refused as Error).message).toContain('The disk is full (ENOSPC) while keeping the run r1');
    await served.bucket.deletePrefix('filling/');
    await start('r1');
    await upload(served, 'after', 'one');
    expect((await ended(served.clients.stepFunctions, 'after')).status).toBe('SUCCEEDED');
    expect(await stopped(served)).toEqual([0, null]);
  });

  it('is said by its name when a world is started on it', ({ skip }) => {
    const dataDir = smallDisk(folder(), 1);
    if (dataDir === undefined) return skip('this user may not mount a file system');
    execFileSync('mount', ['-o', 'remount,ro', dataDir]);
    expect(() => lockDirectory(dataDir)).toThrow('DATA_DIR_UNUSABLE');
  });
});

describe('a lack of handles', patience, () => {
  it.each([40, 60, 150])(
    'ends no world and no run: %d strangers hold connections while a study is uploaded and its run begins',
    async (count) => {
      const served = await serve(folder(), 100);
      const sockets = await strangersAt(served.world, count);
      const isTaken = await upload(served, 'knee', 'one', 'two').then(
        () => true,
        () => false,
      );
      await sleep(1_500);
      expect(isAlive(served)).toBe(true);
      for (const socket of sockets) socket.destroy();
      if (!isTaken) await upload(served, 'knee', 'one', 'two');
      expect((await ended(served.clients.stepFunctions, 'knee')).status).toBe('SUCCEEDED');
      expect(await stopped(served)).toEqual([0, null]);
    },
  );
});

/** Fills the bucket with ever smaller objects until not one byte fits. */
async function fillTo({ bucket }: Served): Promise<void> {
  let number = 0;
  for (const bytes of [100_000, 10_000, 1_000, 1]) {
    for (;;) {
      number += 1;
      const isWritten = await bucket.put(`filling/${number}`, new Uint8Array(bytes)).then(
        () => true,
        () => false,
      );
      if (!isWritten) break;
    }
  }
}

/** Connections to all three ports that ask nothing. */
async function strangersAt(world: LocalWorld, count: number): Promise<Socket[]> {
  const ports = [world.bucketUrl, world.stepFunctionsUrl, world.apiUrl].map((url) =>
    Number(new URL(url).port),
  );
  const sockets = Array.from({ length: count }, (_, at) => {
    const socket = connect(ports[at % ports.length]!, '127.0.0.1');
    socket.on('error', () => undefined);
    return socket;
  });
  await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
  return sockets;
}
