import { describe, expect, it } from 'vitest';
import type { Settings } from '../settings/settings.ts';
import { templateOf } from './template.testing.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

const choices: Partial<Settings>[] = [
  {},
  { gpu: true, nativeTraining: true },
  { profile: 'clinical', gpu: true },
];

describe.each(choices)('resources that outlive the stack, with %o,', (chosen) => {
  const resources = Object.values(templateOf(chosen).toJSON().Resources as Record<string, Resource>);
  const kept = resources.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');

  it('hold what cannot be made again: objects, the key to them, accounts', () => {
    const types = new Set(kept.map(({ Type }) => Type));
    const precious = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Cognito::UserPool', 'AWS::Lambda::Version'];
    expect([...types]).toEqual(expect.arrayContaining(precious));
    for (const { Type, UpdateReplacePolicy } of kept) expect(UpdateReplacePolicy, Type).toBe('Retain');
  });

  it('hold logs if the profile keeps them for years', () => {
    const logs = kept.filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    expect(logs.length > 0).toBe(chosen.profile === 'clinical');
  });

  // Left behind, it would cost, and its name would be in the way of the next try.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
  it('go all the same when the deployment that makes them fails', () => {
    for (const { Type, DeletionPolicy } of kept) expect(DeletionPolicy, Type).toBe('RetainExceptOnCreate');
  });

  it('have no protection of their own, which would stop CloudFormation half-way', () => {
    for (const { Type, Properties = {} } of resources) {
      const protections = Object.entries(Properties).filter(
        ([name, value]) => /DeletionProtection/.test(name) && ![false, 'INACTIVE'].includes(value as string),
      );
      expect(protections, Type).toEqual([]);
    }
  });
});
