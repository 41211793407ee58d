import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import cdk from 'aws-cdk/package.json' with { type: 'json' };
import { projectRoot } from '../root.ts';
import type { RunCommand } from './run-command.ts';

/** Where the templates and the bundles lie that are deployed. */
export const assemblyFolder = join(projectRoot, 'cdk.out');

/**
 * Runs CDK before the user's eyes, on what `synthesize` has made. CDK's file is run by this Node, and it is given a folder and
 * no command: on Windows `cdk` is `cdk.cmd`, which only a shell could start.
 *
 * @throws Error if it fails; it has said why by then
 */
export async function runCdk(run: RunCommand, args: readonly string[]): Promise<void> {
  const { code } = await run(process.execPath, [cdkFile(), ...args, '--app', assemblyFolder], {
    shown: true,
  });
  if (code !== 0) throw new Error(`cdk ${args[0]} ended with ${code}`);
}

/**
 * Makes template and bundles, in a process of their own.
 *
 * @throws Error if the settings or the template are at fault; what is wrong has been said by then
 */
export async function synthesize(run: RunCommand): Promise<void> {
  const { code } = await run(process.execPath, [join(projectRoot, 'infra/cloud/app.ts')], { shown: true });
  if (code !== 0) throw new Error(`synthesis ended with ${code}`);
}

/** What the package `aws-cdk` names as its command. */
export function cdkFile(): string {
  const manifest = createRequire(import.meta.url).resolve('aws-cdk/package.json');
  return join(dirname(manifest), cdk.bin.cdk);
}
