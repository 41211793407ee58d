import { createInterface } from 'node:readline/promises';
import { FaultError, faultLines } from '../../../layers/base/faults/index.ts';
import { checkSettings } from '../settings/check-settings.ts';
import { settings } from '../settings/settings.ts';
import { stackNameOf } from '../settings/stage.ts';
import { deploy } from './deploy.ts';
import { inRegion, regionOf } from './region.ts';
import { runOnThisMachine } from './run-command.ts';
import { teardown } from './teardown.ts';

/** `npm run deploy [-- --yes --replace=LOGICAL_ID]` and `npm run teardown`. */
const [what, ...flags] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  process.exitCode = (await done()) ? 0 : 1;
} catch (error) {
  const lines =
    error instanceof FaultError ? faultLines(error.faults, 'settings') : [(error as Error).message];
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = 1;
}

async function done(): Promise<boolean> {
  const isTeardown = what === 'teardown';
  const unknown = flags.find((flag) => isTeardown || !/^--(yes|replace=\w+)$/.test(flag));
  if (unknown !== undefined) {
    throw new Error(
      `npm run ${what} has no option ${unknown}; it has ${isTeardown ? 'no options' : 'only --yes and --replace=LOGICAL_ID'}`,
    );
  }
  const agreed = flags.flatMap((flag) => /^--replace=(\w+)$/.exec(flag)?.[1] ?? []);
  const isSure = flags.includes('--yes');
  if (!isTeardown && !isSure && !process.stdin.isTTY) {
    throw new Error(
      'cannot ask whether to deploy, since this is no terminal: npm run deploy -- --yes deploys without asking',
    );
  }
  checkSettings(settings); // before the first call of AWS, and again with the region
  const region = await regionOf(runOnThisMachine, process.env);
  checkSettings(settings, region);
  const run = inRegion(region, runOnThisMachine);
  if (isTeardown) return teardown({ run, stackName: stackNameOf(settings), say });
  const confirm = async () => isSure || ask();
  return (await deploy({ run, settings, region, say, agreed, confirm })) !== undefined;
}

/** Ctrl-C and Ctrl-D reject the question, which means no. */
async function ask(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Deploy this? [y/N] ').catch(() => '');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
