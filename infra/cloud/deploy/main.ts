import { createInterface } from 'node:readline/promises';
import { settings } from '../settings.ts';
import { deploy } from './deploy.ts';
import { runCommand } from './run-command.ts';
import { teardown } from './teardown.ts';

/** `npm run deploy [-- --yes]` and `npm run teardown`. */
const [what, ...flags] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function confirm(): Promise<boolean> {
  if (flags.includes('--yes')) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Deploy this? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

try {
  const isDone =
    what === 'teardown'
      ? await teardown({ run: runCommand, say })
      : (await deploy({ run: runCommand, settings, say, confirm })) !== undefined;
  process.exitCode = isDone ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
