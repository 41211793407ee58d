import { functions, reservedConcurrency } from '../../system.ts';
import type { Settings } from '../settings/settings.ts';
import { stackNameOf } from '../settings/stage.ts';
import { noAlarmAddress } from './alarm-address.ts';
import { plainReason, saysNoStack } from './aws-answer.ts';
import { notInstalled, type RunCommand } from './run-command.ts';

/** Executions that Lambda keeps unreserved. */
const unreservableExecutions = 100;

/** Obstacles to a deployment into this account and region; an empty list if there are none. */
export async function obstacles(run: RunCommand, settings: Settings, region: string): Promise<string[]> {
  const identity = await run('aws', ['sts', 'get-caller-identity', '--output', 'json']);
  if (identity.code !== 0) return [plainReason(identity.stdout)];
  const { Account } = JSON.parse(identity.stdout) as { Account: string };
  const found = noAlarmAddress(settings);

  const bootstrap = await run('aws', ['cloudformation', 'describe-stacks', '--stack-name', 'CDKToolkit']);
  if (bootstrap.code !== 0) {
    found.push(
      saysNoStack(bootstrap.stdout)
        ? `account ${Account} is not bootstrapped in ${region}: npx cdk bootstrap aws://${Account}/${region}`
        : `cannot see whether account ${Account} is bootstrapped in ${region}: ${plainReason(bootstrap.stdout)}`,
    );
  }

  const needed = Object.values(reservedConcurrency).reduce(
    (sum, count) => sum + count,
    unreservableExecutions,
  );
  // An earlier deployment keeps what it has reserved.
  const isThere =
    (await run('aws', ['cloudformation', 'describe-stacks', '--stack-name', stackNameOf(settings)])).code ===
    0;
  const limit = isThere
    ? undefined
    : await run('aws', [
        'lambda',
        'get-account-settings',
        '--query',
        'AccountLimit.UnreservedConcurrentExecutions',
        '--output',
        'text',
      ]);
  if (limit?.code === 0 && Number(limit.stdout) < needed) {
    found.push(
      `this account has ${Number(limit.stdout)} unreserved concurrent executions of Lambda, and the ${Object.keys(functions).length} functions need ${needed}: request more in Service Quotas`,
    );
  }
  const hasImage = settings.gpu || settings.nativeTraining;
  const docker = hasImage ? await run('docker', ['version']) : { code: 0, stdout: '' };
  if (docker.code !== 0) {
    const why = docker.code === notInstalled ? docker.stdout : '"docker version" finds no Docker that runs';
    found.push(`gpu: true and nativeTraining: true need Docker to build their images: ${why}`);
  }
  return found;
}
