import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functions } from '../system.ts';
import { bucketAccess } from './access.ts';
import { functionId } from './names.ts';
import { propertiesOf, templateOf } from './template.fixture.ts';

const template = templateOf();

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
}

/** Actions that AWS can allow only on "*". */
const withoutResources = [
  'batch:DescribeJobs',
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'ecr:GetAuthorizationToken',
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const choices: [string, Template][] = [
  ['standard', template],
  ['with GPU and native training', templateOf({ gpu: true, nativeTraining: true })],
  ['clinical', templateOf({ profile: 'clinical' })],
];

describe.each(choices)('roles, %s,', (_name, template) => {
  const allowed = propertiesOf(template, 'AWS::IAM::Policy').flatMap(statementsOf);

  it('allow no wildcard action', () => {
    expect(allowed.length).toBeGreaterThan(20);
    const actions = allowed.flatMap((statement) => [statement.Action].flat());
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('allow on every resource only what has no resources', () => {
    const everywhere = allowed.filter((statement) => [statement.Resource].flat().includes('*'));
    const actions = everywhere.flatMap((statement) => [statement.Action].flat());
    expect(actions.filter((action) => !withoutResources.includes(action))).toEqual([]);
  });

  it('hold no managed policy, whose contents are not ours to say', () => {
    for (const { ManagedPolicyArns } of propertiesOf(template, 'AWS::IAM::Role')) {
      // The agent on a GPU instance is AWS's own, and so is what it may do.
      expect(JSON.stringify(ManagedPolicyArns ?? '')).toMatch(/^""$|AmazonEC2ContainerServiceforEC2Role/);
    }
  });
});

describe('policies on resources', () => {
  const resourceTypes = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'];

  it('allow no wildcard action and nobody unnamed', () => {
    const statements = resourceTypes.flatMap((type) => propertiesOf(template, type).flatMap(statementsOf));
    const allows = statements.filter((statement) => statement.Effect === 'Allow');
    expect(allows.length).toBeGreaterThan(0);
    for (const { Action, Principal } of allows) {
      expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
      expect(Principal).toEqual({ Service: expect.stringMatching(/\.amazonaws\.com$/) });
    }
  });
});

describe('access to the bucket', () => {
  it.each(Object.keys(functions) as (keyof typeof functions)[])('%s is what the table says', (name) => {
    const statements = statementsOf(policyOf(functionId(name)));
    const { read, write } = bucketAccess[name];
    expect(partsFor(statements, 's3:GetObject')).toEqual([...read].sort());
    expect(partsFor(statements, 's3:PutObject')).toEqual([...write].sort());
    expect(partsFor(statements, 's3:DeleteObject')).toEqual([]);
  });

  it('lets nothing but the last two steps write models', () => {
    const writers = Object.entries(bucketAccess).filter(([, { write }]) => write.includes('models'));
    expect(writers.map(([name]) => name)).toEqual(['aggregate-models', 'publish-model']);
  });
});

function statementsOf(policy: Record<string, unknown>): Statement[] {
  return (policy.PolicyDocument as { Statement: Statement[] }).Statement;
}

function policyOf(id: string): Record<string, unknown> {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  return policies.find(([logicalId]) => logicalId.startsWith(`${id}RoleDefaultPolicy`))![1].Properties;
}

/** The parts of the bucket below which an action is allowed, sorted. */
function partsFor(statements: Statement[], action: string): string[] {
  const resources = statements
    .filter((statement) => [statement.Action].flat().includes(action))
    .flatMap((statement) => [statement.Resource].flat());
  return resources.map((resource) => JSON.stringify(resource).match(/"\/(\w+)\/\*"/)![1]!).sort();
}
