import { faultLines } from '../../../layers/base/faults/index.ts';
import { isAddress, type Settings } from '../settings/settings.ts';
import { stackNameOf } from '../settings/stage.ts';
import { obstacles } from './account.ts';
import { runCdk, synthesize } from './cdk.ts';
import { type ChangeSet, executeChangeSet, giveUpChangeSet, prepareChangeSet } from './change-set.ts';
import { refusals, touchesWork } from './guard.ts';
import { isInstalled, type Outputs, stackOutputs } from './outputs.ts';
import type { RunCommand } from './run-command.ts';
import { runningRunNames } from './running-runs.ts';
import { setVariables } from './set-variables.ts';
import { smokeRun } from './smoke-run.ts';

export interface DeployOptions {
  readonly run: RunCommand;
  readonly settings: Settings;
  /** Region of the commands that `run` runs. */
  readonly region: string;
  readonly say: (line: string) => void;
  /** Logical ids of resources that may be replaced or removed with their content. */
  readonly agreed?: readonly string[];
  /** Asks whether to go on, after the difference was shown. */
  readonly confirm: () => Promise<boolean>;
  /** Waits between two checks of the smoke run. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Calls the API. */
  readonly ask?: typeof fetch;
}

/**
 * Checks for obstacles and losses, shows the difference, deploys, and runs a small simulated study from its upload to its
 * published model and a prediction by the API.
 *
 * @returns the outputs of the stack; undefined if nothing was deployed or changed
 */
export async function deploy({
  run,
  settings,
  region,
  say,
  agreed = [],
  confirm,
  pause,
  ask,
}: DeployOptions): Promise<Outputs | undefined> {
  const found = await obstacles(run, settings, region);
  for (const obstacle of found) say(`cannot deploy: ${obstacle}`);
  if (found.length > 0) return undefined;

  const stackName = stackNameOf(settings);
  await synthesize(run);
  const changeSet = (await isInstalled(run, stackName)) ? await prepareChangeSet(run, stackName) : undefined;
  const isHarmless = async () => {
    const faults = changeSet ? await lossesOf(run, changeSet, settings, agreed) : [];
    if (faults.length > 0) {
      for (const line of faultLines(faults, 'deployment', 'Nothing was changed.')) say(line);
    }
    return faults.length === 0;
  };
  const isConfirmed = async () => {
    await runCdk(run, ['diff']);
    const isSo = await confirm();
    if (!isSo) say('nothing was changed');
    return isSo;
  };
  // Checked again, since a run may have started while the user read the difference.
  if (!((await isHarmless()) && (await isConfirmed()) && (await isHarmless()))) {
    if (changeSet) await giveUpChangeSet(run, changeSet);
    return undefined;
  }
  if (!changeSet) await runCdk(run, ['deploy', '--require-approval', 'never']);
  else if (changeSet.changes.length > 0) await executeChangeSet(run, changeSet);
  const outputs = await stackOutputs(run, stackName);
  say('deployed');
  sayOutputs(outputs, region, say);
  if (isAddress(settings.alarmEmail)) {
    say(
      `alarms and ends of runs reach ${settings.alarmEmail} after the two mails that AWS sends there now are confirmed`,
    );
  } else say('alarms and ends of runs are not mailed, as alarmEmail says');
  say('running a small simulated study as a test');
  await smokeRun({ run, outputs, auth: settings.auth, say, pause, ask });
  return outputs;
}

/** Data, accounts and running work that a change set would remove. */
async function lossesOf(
  run: RunCommand,
  { changes, stackName }: ChangeSet,
  settings: Settings,
  agreed: readonly string[],
) {
  const { stateMachineArn } = await stackOutputs(run, stackName);
  const running = touchesWork(changes) ? await runningRunNames(run, stateMachineArn) : [];
  return refusals(changes, { settings, running, agreed });
}

/** Prints the variables that the command line and callers of the API need, before the smoke run, which may fail. */
function sayOutputs(outputs: Outputs, region: string, say: (line: string) => void): void {
  say(
    setVariables({
      SARCOMERE_BUCKET: outputs.bucket,
      SARCOMERE_STATE_MACHINE_ARN: outputs.stateMachineArn,
      AWS_REGION: region,
    }),
  );
  say(setVariables({ SARCOMERE_API: outputs.apiUrl.replace(/\/$/, '') }));
  const { identity } = outputs;
  if (identity) {
    say(setVariables({ SARCOMERE_ISSUER: identity.issuer, SARCOMERE_CLIENT_ID: identity.peopleClientId }));
    say('how people and machines call the API: docs/operations.md, "Calling the API"');
  }
  const { dnsTarget } = outputs;
  if (dnsTarget) {
    say(
      `DNS: point that name to ${dnsTarget.name}, by a CNAME or, in Route 53, an alias (hosted zone ${dnsTarget.hostedZoneId})`,
    );
  }
}
