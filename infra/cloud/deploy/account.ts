import { functions, reservedConcurrency } from '../../system.ts';
import type { Settings } from '../settings/settings.ts';
import { stackNameOf } from '../settings/stage.ts';
import { noAlarmAddress } from './alarm-address.ts';
import { plainReason, saysNoStack } from './aws-answer.ts';
import { notInstalled, type RunCommand } from './run-command.ts';

/** Lambda keeps so many executions that no function may reserve. */
const unreservableExecutions = 100;

/** What stands in the way of a deployment into this account and region; nothing, where the list is empty. */
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
  // What an earlier deployment has reserved, it keeps.
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
      `Lambda has ${Number(limit.stdout)} executions at once for this account that no function has reserved; ${Object.keys(functions).length} functions need ${needed}: ask for more in Service Quotas`,
    );
  }
  const hasImage = settings.gpu || settings.nativeTraining;
  const docker = hasImage ? await run('docker', ['version']) : { code: 0, stdout: '' };
  if (docker.code !== 0) {
    const why = docker.code === notInstalled ? docker.stdout : '"docker version" finds none that runs';
    found.push(`gpu: true and nativeTraining: true need Docker, which builds their images; ${why}`);
  }
  return found;
}
