import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../../infra/cloud/root.ts';
import type { LocalWorld } from '../../../infra/local/index.ts';
import type { Environment } from '../../../layers/run/storage/index.ts';

/** Resources of a process, from Linux. */
export interface Held {
  /** Open files and connections. */
  readonly handles: number;
  readonly rssMb: number;
  readonly threads: number;
}

export interface ServedProcess {
  readonly env: Environment;
  readonly apiUrl: string;
  /** Authorization header of the API. */
  readonly authorization: string;
  held(): Held;
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** `sarcomere serve` as a user starts it, in a process with a limit of open files. */
export async function startServing(dataDir: string, handleLimit: number): Promise<ServedProcess> {
  const command = `ulimit -n ${handleLimit}; exec "$0" "$@"`;
  const serve = ['cli/main.ts', 'serve', '--data', dataDir, '--port', '0', '--workers', '2'];
  const child = spawn('bash', ['-c', command, process.execPath, ...serve], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const file = join(dataDir, 'world.json');
  while (!existsSync(file)) {
    if (!isAlive(child)) throw new Error('serve ended before it served');
    await sleep(50);
  }
  const { env, apiUrl, apiToken } = JSON.parse(readFileSync(file, 'utf8')) as LocalWorld;
  return {
    env,
    apiUrl,
    authorization: `Bearer ${apiToken}`,
    held: () => heldBy(child.pid!),
    isAlive: () => isAlive(child),
    async stop() {
      child.kill('SIGTERM');
      if (isAlive(child)) await once(child, 'exit');
    },
  };
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function heldBy(pid: number): Held {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return {
    handles: readdirSync(`/proc/${pid}/fd`).length,
    rssMb: field('VmRSS') / 1024,
    threads: field('Threads'),
  };
}
