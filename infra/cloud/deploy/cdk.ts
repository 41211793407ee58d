import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import cdk from 'aws-cdk/package.json' with { type: 'json' };
import { projectRoot } from '../root.ts';
import type { RunCommand } from './run-command.ts';

/** Folder of the templates and bundles to deploy. */
export const assemblyFolder = join(projectRoot, 'cdk.out');

/**
 * Runs CDK on the output of `synthesize` and shows its output. This Node runs CDK's file on a folder, since on Windows
 * `cdk` is `cdk.cmd`, which only a shell can start.
 *
 * @throws Error if CDK fails; it has printed the reason by then
 */
export async function runCdk(run: RunCommand, args: readonly string[]): Promise<void> {
  const { code } = await run(process.execPath, [cdkFile(), ...args, '--app', assemblyFolder], {
    shown: true,
  });
  if (code !== 0) throw new Error(`cdk ${args[0]} ended with ${code}`);
}

/**
 * Makes template and bundles, in a separate process.
 *
 * @throws Error if the settings or the template have faults, which are printed by then
 */
export async function synthesize(run: RunCommand): Promise<void> {
  const { code } = await run(process.execPath, [join(projectRoot, 'infra/cloud/app.ts')], { shown: true });
  if (code !== 0) throw new Error(`synthesis ended with ${code}`);
}

/** File of the command of the package `aws-cdk`. */
export function cdkFile(): string {
  const manifest = createRequire(import.meta.url).resolve('aws-cdk/package.json');
  return join(dirname(manifest), cdk.bin.cdk);
}
