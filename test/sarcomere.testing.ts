import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The last line of stdout, read as JSON. */
  readonly json: Record<string, unknown>;
}

const root = fileURLToPath(new URL('../', import.meta.url));

/** Runs the command as a user would, in a process of its own. */
export function sarcomere(...args: string[]): Promise<CommandOutcome> {
  return collected(startSarcomere(...args));
}

/** The whole output of a started command. */
export async function collected(child: ReturnType<typeof startSarcomere>): Promise<CommandOutcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((closed) => child.on('close', closed));
  return {
    code,
    stdout,
    stderr,
    get json() {
      return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    },
  };
}

export function startSarcomere(...args: string[]) {
  return startSarcomereIn({}, ...args);
}

/** Starts the command with further environment variables. */
export function startSarcomereIn(env: Readonly<Record<string, string>>, ...args: string[]) {
  return spawn(process.execPath, ['cli/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Wide, so that each sentence is on one line, where tests find it.
    env: { ...process.env, COLUMNS: '1000', ...env },
  });
}
