import { plainReason, saysNoStack } from './aws-answer.ts';
import type { RunCommand } from './run-command.ts';

/** What a deployed stack answers to. */
export interface Outputs {
  readonly bucket: string;
  readonly stateMachineArn: string;
  readonly apiUrl: string;
  /** What the DNS record of the API's own name must lead to, where it has one. */
  readonly dnsTarget?: { readonly name: string; readonly hostedZoneId: string };
  /** The user pool, where the stack has one. */
  readonly identity?: {
    readonly issuer: string;
    readonly userPoolId: string;
    readonly peopleClientId: string;
    readonly machinesClientId: string;
  };
}

/** @throws Error where there is no such stack */
export async function stackOutputs(run: RunCommand, stackName: string): Promise<Outputs> {
  const { code, stdout } = await describeStack(run, stackName, 'Stacks[0].Outputs');
  if (code !== 0) {
    throw new Error(
      saysNoStack(stdout)
        ? `there is no stack ${stackName} in this account and region; AWS_PROFILE, AWS_REGION and SARCOMERE_STAGE name others`
        : `cannot see the stack ${stackName}: ${plainReason(stdout)}`,
    );
  }
  const outputs = JSON.parse(stdout) as { OutputKey: string; OutputValue: string }[];
  const outputOf = (key: string) => outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  const named = (key: string) => {
    const value = outputOf(key);
    if (value === undefined) throw new Error(`the stack ${stackName} has no output ${key}`);
    return value;
  };
  const [name, hostedZoneId] = [outputOf('DnsTarget'), outputOf('DnsTargetZone')];
  return {
    bucket: named('BucketName'),
    stateMachineArn: named('StateMachineArn'),
    apiUrl: named('ApiUrl'),
    ...(name === undefined || hostedZoneId === undefined ? {} : { dnsTarget: { name, hostedZoneId } }),
    ...(outputOf('Issuer') === undefined
      ? {}
      : {
          identity: {
            issuer: named('Issuer'),
            userPoolId: named('UserPoolId'),
            peopleClientId: named('PeopleClientId'),
            machinesClientId: named('MachinesClientId'),
          },
        }),
  };
}

/** Whether the stack has ever been finished, so that there may be data in it. @throws Error if that cannot be seen */
export async function isInstalled(run: RunCommand, stackName: string): Promise<boolean> {
  const { code, stdout } = await describeStack(run, stackName, 'Stacks[0].StackStatus');
  if (code !== 0 && !saysNoStack(stdout)) {
    throw new Error(`cannot see the stack ${stackName}: ${plainReason(stdout)}`);
  }
  return code === 0 && !neverFinished.has(JSON.parse(stdout) as string);
}

/** Before the first deployment has ended, and after it has failed. */
const neverFinished: ReadonlySet<string> = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_COMPLETE',
]);

function describeStack(run: RunCommand, stackName: string, query: string) {
  const words = ['cloudformation', 'describe-stacks', '--stack-name', stackName];
  return run('aws', [...words, '--query', query, '--output', 'json']);
}
