import { isAddress, type Settings } from '../settings.ts';
import { obstacles } from './account.ts';
import { runCdk } from './cdk.ts';
import { type Outputs, stackOutputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';
import { smokeRun } from './smoke-run.ts';

export interface DeployOptions {
  readonly run: RunCommand;
  readonly settings: Settings;
  /** In which `run` runs its commands. */
  readonly region: string;
  readonly say: (line: string) => void;
  /** Asks whether to go on after the difference was shown. */
  readonly confirm: () => Promise<boolean>;
  /** Waits between two looks at the smoke run. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Calls the API. */
  readonly ask?: typeof fetch;
}

/**
 * Looks whether it can be done, shows the difference, deploys, and runs a small simulated study from its upload to
 * its published model and an answer of the API.
 *
 * @returns what the stack answers to; undefined where it was left undone, and nothing was changed
 */
export async function deploy({
  run,
  settings,
  region,
  say,
  confirm,
  pause,
  ask,
}: DeployOptions): Promise<Outputs | undefined> {
  const found = await obstacles(run, settings, region);
  for (const obstacle of found) say(`cannot deploy: ${obstacle}`);
  if (found.length > 0) return undefined;

  await runCdk(run, ['diff']);
  if (!(await confirm())) {
    say('nothing was changed');
    return undefined;
  }
  await runCdk(run, ['deploy', '--require-approval', 'never']);
  const outputs = await stackOutputs(run);
  say('deployed');
  sayOutputs(outputs, region, say);
  if (isAddress(settings.alarmEmail)) {
    say(
      `alarms and ends of runs reach ${settings.alarmEmail} once the two mails that AWS sends there now are confirmed`,
    );
  } else say('alarms and ends of runs reach nobody by mail, as alarmEmail says');
  say('a small simulated study shows whether it works');
  await smokeRun({ run, outputs, auth: settings.auth, say, pause, ask });
  return outputs;
}

/** What the command line and callers of the API need, whatever comes of the smoke run. */
function sayOutputs(outputs: Outputs, region: string, say: (line: string) => void): void {
  say(
    `export SARCOMERE_BUCKET=${outputs.bucket} SARCOMERE_STATE_MACHINE_ARN=${outputs.stateMachineArn} AWS_REGION=${region}`,
  );
  say(`export SARCOMERE_API=${outputs.apiUrl.replace(/\/$/, '')}`);
  const { identity } = outputs;
  if (identity) {
    say(`export SARCOMERE_ISSUER=${identity.issuer} SARCOMERE_CLIENT_ID=${identity.peopleClientId}`);
    say('people and machines call the API as docs/operations.md says, "Calling the API"');
  }
  const { dnsTarget } = outputs;
  if (dnsTarget) {
    say(
      `DNS: that name must lead to ${dnsTarget.name}, by a CNAME or, in Route 53, an alias (hosted zone ${dnsTarget.hostedZoneId})`,
    );
  }
}
