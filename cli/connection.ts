import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { isDirectoryLocked } from '../infra/local/directory-lock.ts';
import type { LocalWorld } from '../infra/local/world.ts';
import type { Bucket } from '../layers/storage/bucket.ts';
import { connectBucket, connectRuns, type Environment } from '../layers/storage/connect.ts';

/** A running Sarcomere: its bucket and its runs, on this machine or in the cloud. */
export interface Connection {
  readonly bucket: Bucket;
  readonly runs: { readonly client: SFNClient; readonly stateMachineArn: string };
}

export const defaultDataDir = '.sarcomere';

/** Adds the option by which a command finds the system it speaks to. */
export function withConnection(command: Command): Command {
  return command.option(
    '--data <dir>',
    'data folder of a "sarcomere serve" on this machine; SARCOMERE_BUCKET in the environment names a deployed one instead',
    defaultDataDir,
  );
}

/** The deployed system that the environment names, else the one that serves from the data folder. */
export function connect({ data }: { readonly data: string }): Connection {
  const env = process.env.SARCOMERE_BUCKET ? process.env : localWorld(data).env;
  return connectTo(env);
}

export function connectTo(env: Environment): Connection {
  return { bucket: connectBucket(env), runs: connectRuns(env) };
}

/** What the process that serves from a data folder says of itself. */
export function localWorld(dataDir: string): Pick<LocalWorld, 'apiUrl' | 'apiToken' | 'env'> {
  const file = join(dataDir, 'world.json');
  // A process that was killed leaves its file behind, and another one may have its ports by now.
  if (!existsSync(file) || !isDirectoryLocked(dataDir)) {
    throw new Error(
      `nothing serves from ${dataDir}. Start "sarcomere serve --data ${dataDir}", or set SARCOMERE_BUCKET and SARCOMERE_STATE_MACHINE_ARN for a deployed system`,
    );
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LocalWorld;
  } catch {
    throw new Error(
      `${file} is damaged: end "sarcomere serve --data ${dataDir}" and start it again, which writes it anew`,
    );
  }
}
