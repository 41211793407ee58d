import { notInstalled, type RunCommand } from './run-command.ts';

/** Runs CDK before the user's eyes. @throws Error where it fails; it has said why by then */
export async function runCdk(run: RunCommand, args: readonly string[]): Promise<void> {
  const { code, stdout } = await run('cdk', args, { shown: true });
  if (code !== 0) throw new Error(code === notInstalled ? stdout : `cdk ${args[0]} ended with ${code}`);
}
