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

export const stackName = 'Sarcomere';

/** @throws Error where there is no such stack */
export async function stackOutputs(run: RunCommand): Promise<Outputs> {
  const { code, stdout } = await run('aws', [
    'cloudformation',
    'describe-stacks',
    '--stack-name',
    stackName,
    '--query',
    'Stacks[0].Outputs',
    '--output',
    'json',
  ]);
  if (code !== 0) {
    throw new Error(
      saysNoStack(stdout)
        ? `there is no stack ${stackName} in this account and region; AWS_PROFILE and AWS_REGION name others`
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
