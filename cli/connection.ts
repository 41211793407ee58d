import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import type { LocalWorld } from '../infra/local/index.ts';
import { hasLeftBucket, isDirectoryLocked, openWorldAtRest } from '../infra/local/index.ts';
import { FaultError } from '../layers/base/faults/index.ts';
import type { Bucket } from '../layers/run/storage/index.ts';
import { connectBucket, connectRuns, type Environment } from '../layers/run/storage/index.ts';
import { say } from './terminal/window.ts';

/** Bucket and runs of a Sarcomere, on this machine or in the cloud. */
export interface Connection {
  readonly bucket: Bucket;
  readonly runs: { readonly client: SFNClient; readonly stateMachineArn: string };
  /** True if no process works there, so that runs go on only after one is started. */
  readonly isAtRest?: boolean;
}

export const defaultDataDir = '.sarcomere';

/** Adds the option that selects the system of a command. */
export function withConnection(command: Command): Command {
  return command.option(
    '--data <dir>',
    'data folder of a "sarcomere serve" on this machine; SARCOMERE_BUCKET in the environment names a deployed one instead',
    defaultDataDir,
  );
}

/** Connects to the deployed system in the environment, else to the one that serves from the data folder. */
export function connect({ data }: { readonly data: string }): Connection {
  const env = process.env.SARCOMERE_BUCKET ? process.env : localWorld(data).env;
  return connectTo(env);
}

/**
 * Connects for a command that only reads. If nothing serves from the data folder, the command reads the content that the
 * last run left there.
 */
export async function withReading<T>(
  { data }: { readonly data: string },
  read: (connection: Connection) => Promise<T>,
): Promise<T> {
  const isAtRest = !process.env.SARCOMERE_BUCKET && !isServed(data) && hasLeftBucket(data);
  if (!isAtRest) return read(connect({ data }));
  const world = await openWorldAtRest(data);
  try {
    say(process.stderr, [`Nothing serves from ${data}; this is the state that the last run left there.`]);
    return await read({ ...connectTo(world.env), isAtRest: true });
  } finally {
    await world.close();
  }
}

export function connectTo(env: Environment): Connection {
  return { bucket: connectBucket(env), runs: connectRuns(env) };
}

/** Addresses and secrets of the process that serves from a data folder. */
export function localWorld(dataDir: string): Pick<LocalWorld, 'apiUrl' | 'apiToken' | 'env'> {
  const file = worldFile(dataDir);
  if (!isServed(dataDir)) throw new FaultError([nothingServes(dataDir)]);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LocalWorld;
  } catch {
    throw new Error(
      `${file} is damaged: end "sarcomere serve --data ${dataDir}" and start it again, which writes a new one`,
    );
  }
}

function worldFile(dataDir: string): string {
  return join(dataDir, 'world.json');
}

/** True if a process serves now. The file alone proves nothing: a killed process leaves it behind. */
function isServed(dataDir: string): boolean {
  return existsSync(worldFile(dataDir)) && isDirectoryLocked(dataDir);
}

function nothingServes(dataDir: string) {
  const found = !existsSync(dataDir)
    ? 'no such folder'
    : hasLeftBucket(dataDir)
      ? 'a bucket that an earlier process left, which "sarcomere status", "models" and "report" read'
      : 'a folder in which nothing has run yet';
  return {
    code: 'NOTHING_SERVES',
    what: `Nothing serves from ${dataDir}.`,
    where: { file: dataDir },
    found,
    expected: 'the data folder of a "sarcomere serve" that is running',
    fix: `Start "sarcomere serve --data ${dataDir}", name another folder with --data, or set SARCOMERE_BUCKET and SARCOMERE_STATE_MACHINE_ARN for a deployed system.`,
  };
}
