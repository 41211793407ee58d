import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type FunctionName, functions, functionsWithoutStudies, touchesStudies } from '../../system.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';
import { bucketAccess } from './access.ts';
import { functionId } from './function-id.ts';

const template = templateOf();

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
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

describe.each(choices)('all statements of the template, %s,', (_name, template) => {
  const allowed = statementsWithin(template.toJSON()).filter(({ Effect }) => Effect === 'Allow');

  it('are more than those of roles: keys, queues, topics, buckets and who may take a role have policies too', () => {
    const ofRoles = propertiesOf(template, 'AWS::IAM::Policy').flatMap(statementsOf);
    expect(allowed.length).toBeGreaterThan(ofRoles.length + 10);
  });

  it('allow no wildcard action but the account its own keys', () => {
    const wild = allowed.filter(({ Action }) => [Action].flat().some((action) => action.includes('*')));
    expect(wild).toEqual([accountOwnsKey, accountOwnsKey]); // of recordings and of notices
  });

  it('allow actions on every resource only if the actions have no resources', () => {
    for (const { Action, Resource, Principal } of allowed) {
      // Without a principal it is what a role may do; with one it is about the resource that has the policy.
      if (Principal !== undefined || ![Resource].flat().includes('*')) continue;
      expect([Action].flat().filter((action) => !withoutResources.includes(action))).toEqual([]);
    }
  });

  it('name their principals: the account, a service of AWS, or credentials of the account at an endpoint', () => {
    for (const { Principal, Condition } of allowed.filter((statement) => statement.Principal !== undefined)) {
      if (Condition?.StringEquals?.['aws:PrincipalAccount'] !== undefined) continue;
      const isAccount = JSON.stringify(Principal) === JSON.stringify(accountOwnsKey.Principal);
      const { Service } = Principal as { Service?: string | string[] };
      const services = [Service].flat();
      const areServices = services.every((service) => /^[\w.-]+\.amazonaws\.com$/.test(String(service)));
      expect(isAccount || areServices, JSON.stringify(Principal)).toBe(true);
    }
  });
});

/** The key policy by which the account's own IAM policies count for the key; without it nobody could administer it. */
const accountOwnsKey = {
  Action: 'kms:*',
  Effect: 'Allow',
  Principal: {
    AWS: {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']],
    },
  },
  Resource: '*',
};

describe('access to the bucket', () => {
  const names = Object.keys(functions) as FunctionName[];

  it.each(names.filter(touchesStudies))('%s is what the table says', (name) => {
    const statements = statementsOf(policyOf(functionId(name)));
    const { read, write, remove = [] } = bucketAccess[name];
    expect(partsFor(statements, 's3:GetObject')).toEqual([...read].sort());
    expect(partsFor(statements, 's3:PutObject')).toEqual([...write].sort());
    expect(partsFor(statements, 's3:DeleteObject')).toEqual([...remove].sort());
    expect(partsFor(statements, 's3:DeleteObjectVersion')).toEqual([...remove].sort());
  });

  it('lets nothing but the API delete, for people who withdraw', () => {
    const removers = Object.entries(bucketAccess).filter(([, { remove }]) => remove !== undefined);
    expect(removers.map(([name]) => name)).toEqual(['serve-api']);
  });

  it.each(functionsWithoutStudies)('%s has none, nor use of the key of the recordings', (name) => {
    const statements = JSON.stringify(statementsOf(policyOf(functionId(name))));
    expect(statements).not.toContain('s3:');
    expect(statements).not.toContain('StorageKey');
  });

  it('lets nothing but the last two steps write models', () => {
    const writers = Object.entries(bucketAccess).filter(([, { write }]) => write.includes('models'));
    expect(writers.map(([name]) => name)).toEqual(['aggregate-models', 'publish-model']);
  });
});

describe('access to runs', () => {
  const machine = { Ref: expect.stringMatching(/^StudyRunMachine/) };
  const executions = expect.objectContaining({ 'Fn::Join': expect.anything() });
  const redriving = {
    'states:DescribeExecution': [executions],
    'states:ListExecutions': [machine],
    'states:RedriveExecution': [executions],
    'states:StartExecution': [machine],
    'states:StopExecution': [executions],
  };
  const { 'states:RedriveExecution': _redrive, ...starting } = redriving;
  const { 'states:StartExecution': _start, ...stopping } = starting;

  it.each([
    ['start-run', starting],
    ['serve-api', redriving],
    ['stop-stalled', stopping],
    ['prepare-study', {}],
    ['publish-model', {}],
  ] as const)('%s has what it calls, on this machine and its executions, and no more', (name, expected) => {
    const ofRuns = statementsOf(policyOf(functionId(name)))
      .flatMap(({ Action, Resource }) =>
        [Action].flat().map((action) => [action, [Resource].flat()] as const),
      )
      .filter(([action]) => action.startsWith('states:'));
    expect(Object.fromEntries(ofRuns)).toEqual(expected);
    for (const [, resources] of ofRuns) expect(JSON.stringify(resources)).toMatch(/StudyRunMachine/);
  });
});

/** Every statement of every policy, wherever in the template it stands. */
function statementsWithin(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Statement } = value as { Statement?: Statement[] };
  return Array.isArray(Statement) ? Statement : Object.values(value).flatMap(statementsWithin);
}

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
