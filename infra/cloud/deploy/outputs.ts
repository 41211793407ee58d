import { plainReason, saysNoStack } from './aws-answer.ts';
import type { RunCommand } from './run-command.ts';

/** Outputs of a deployed stack. */
export interface Outputs {
  readonly bucket: string;
  readonly stateMachineArn: string;
  readonly apiUrl: string;
  /** Target of the DNS record, if the API has a domain name of its own. */
  readonly dnsTarget?: { readonly name: string; readonly hostedZoneId: string };
  /** The user pool, if the stack has one. */
  readonly identity?: {
    readonly issuer: string;
    readonly userPoolId: string;
    readonly peopleClientId: string;
    readonly machinesClientId: string;
  };
}

/** @throws Error if there is no such stack */
export async function stackOutputs(run: RunCommand, stackName: string): Promise<Outputs> {
  const { code, stdout } = await describeStack(run, stackName, 'Stacks[0].Outputs');
  if (code !== 0) {
    throw new Error(
      saysNoStack(stdout)
        ? `there is no stack ${stackName} in this account and region; AWS_PROFILE, AWS_REGION and SARCOMERE_STAGE select another`
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

/** True if a deployment of the stack ever finished, so that it may hold data. @throws Error if that is unknown */
export async function isInstalled(run: RunCommand, stackName: string): Promise<boolean> {
  const { code, stdout } = await describeStack(run, stackName, 'Stacks[0].StackStatus');
  if (code !== 0 && !saysNoStack(stdout)) {
    throw new Error(`cannot see the stack ${stackName}: ${plainReason(stdout)}`);
  }
  return code === 0 && !neverFinished.has(JSON.parse(stdout) as string);
}

/** States before the end of the first deployment, and after its failure. */
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
