import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../checks/template.testing.ts';

const choices: [string, Template][] = [
  ['standard', templateOf()],
  ['with GPU and native training', templateOf({ gpu: true, nativeTraining: true })],
  ['clinical, with GPU', templateOf({ profile: 'clinical', gpu: true })],
];

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal?: { readonly Service?: string | string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Services that take a role only from those who may pass it, and passing a role ends at the account. When they take
 * a role, they do not name the resource that they act for, so that a condition would shut them out.
 */
const takeRolesThatWerePassed = ['ec2.amazonaws.com', 'lambda.amazonaws.com'];

describe.each(choices)('a service of AWS, %s,', (_name, template) => {
  const statements = statementsWithin(template.toJSON()).filter(({ Principal }) => Principal?.Service);

  it('is believed by no policy unless it acts for this account or one resource of ours', () => {
    expect(statements.length).toBeGreaterThan(10);
    const unbound = statements.filter(
      (statement) => !isBound(statement) && !takesRoles(statement, takeRolesThatWerePassed),
    );
    expect(unbound).toEqual([]);
  });

  it('calls a function only for one resource of ours', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    expect(permissions.length).toBeGreaterThan(3);
    for (const { Properties } of permissions)
      expect(Properties.SourceArn, JSON.stringify(Properties)).toBeDefined();
  });
});

function isBound({ Condition = {} }: Statement): boolean {
  const keys = Object.values(Condition).flatMap((condition) => Object.keys(condition));
  return keys.some((key) => ['aws:SourceAccount', 'aws:SourceArn'].includes(key));
}

function takesRoles({ Action, Principal }: Statement, services: readonly string[]): boolean {
  return Action === 'sts:AssumeRole' && [Principal!.Service].flat().every((name) => services.includes(name!));
}

function statementsWithin(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Statement } = value as { Statement?: Statement[] };
  return Array.isArray(Statement) ? Statement : Object.values(value).flatMap(statementsWithin);
}
