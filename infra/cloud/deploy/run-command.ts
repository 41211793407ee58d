import { spawn } from 'node:child_process';

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
}

/** Runs a command; with `shown`, the command uses the user's terminal. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: { readonly shown?: boolean; readonly env?: Readonly<Record<string, string>> },
) => Promise<CommandOutcome>;

/** Exit code of a shell if a command does not exist. */
export const notInstalled = 127;

/** Runs commands on this machine, with its environment. */
export const runOnThisMachine: RunCommand = (command, args, { shown = false, env = {} } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: notInstalled, stdout: missing(command) });
      else reject(new Error(`cannot run ${command}: ${error.message}`));
    });
    child.on('close', (code) => resolve({ code: code ?? 1, stdout: stdout || stderr }));
  });

const howToInstall: Readonly<Record<string, string>> = {
  aws: 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html (on Windows version 2, which is a program; version 1 is a script that only a shell can start)',
  docker: 'https://docs.docker.com/engine/install/',
};

function missing(command: string): string {
  const how = howToInstall[command];
  return `the command ${command} is not installed, or not on the PATH${how === undefined ? '' : `: ${how}`}`;
}
