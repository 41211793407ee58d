import type { Settings } from '../settings.ts';
import { obstacles } from './account.ts';
import { type Outputs, stackOutputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';
import { smokeRun } from './smoke-run.ts';

export interface DeployOptions {
  readonly run: RunCommand;
  readonly settings: Settings;
  readonly say: (line: string) => void;
  /** Asks whether to go on after the difference was shown. */
  readonly confirm: () => Promise<boolean>;
  /** Waits between two looks at the smoke run. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Looks whether it can be done, shows the difference, deploys, and runs a small simulated study from its upload to
 * its published model.
 *
 * @returns what the stack answers to; undefined where it was left undone, and nothing was changed
 */
export async function deploy({
  run,
  settings,
  say,
  confirm,
  pause,
}: DeployOptions): Promise<Outputs | undefined> {
  const found = await obstacles(run, settings);
  for (const obstacle of found) say(`cannot deploy: ${obstacle}`);
  if (found.length > 0) return undefined;

  await must(run, 'cdk', ['diff']);
  if (!(await confirm())) {
    say('nothing was changed');
    return undefined;
  }
  await must(run, 'cdk', ['deploy', '--require-approval', 'never']);
  const outputs = await stackOutputs(run);
  say('deployed; a small simulated study shows whether it works');
  await smokeRun(run, outputs, say, pause);
  say('');
  say(`export SARCOMERE_BUCKET=${outputs.bucket} SARCOMERE_STATE_MACHINE_ARN=${outputs.stateMachineArn}`);
  say(`API: ${outputs.apiUrl}`);
  return outputs;
}

async function must(run: RunCommand, command: string, args: readonly string[]): Promise<void> {
  const { code } = await run(command, args, { shown: true });
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
}
