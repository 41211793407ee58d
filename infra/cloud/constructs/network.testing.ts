import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FunctionName, functions, touchesStudies } from '../../system.ts';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';
import { projectRoot } from '../root.ts';
import { profiles } from '../settings/profile.ts';

const standard = templateOf();
const clinical = templateOf({ profile: 'clinical' });

describe('the standard profile', () => {
  it('has no network, which would cost while nothing runs', () => {
    standard.resourceCountIs('AWS::EC2::VPC', 0);
  });
});

describe('the zones of the network', () => {
  const zonesOf = (chosen: Parameters<typeof templateOf>[0]) =>
    propertiesOf(templateOf({ profile: 'clinical', ...chosen }), 'AWS::EC2::Subnet').map(
      ({ AvailabilityZone }) => AvailabilityZone,
    );

  it('are the first two of the region, whichever these are', () => {
    expect(zonesOf({})).toEqual([0, 1].map((at) => ({ 'Fn::Select': [at, { 'Fn::GetAZs': '' }] })));
  });

  it('are those that the settings name', () => {
    expect(zonesOf({ zones: ['eu-west-1c'] })).toEqual(['eu-west-1c']);
    expect(zonesOf({ zones: ['eu-west-1a', 'eu-west-1c'] })).toEqual(['eu-west-1a', 'eu-west-1c']);
  });
});

describe('the clinical profile', () => {
  it('runs every function that touches studies in subnets without a way to the internet', () => {
    clinical.resourceCountIs('AWS::EC2::InternetGateway', 0);
    clinical.resourceCountIs('AWS::EC2::NatGateway', 0);
    const inside = propertiesOf(clinical, 'AWS::Lambda::Function').filter(({ VpcConfig }) => VpcConfig);
    const names = inside.map(({ Description }) => /^Sarcomere ([\w-]+): /.exec(String(Description))![1]!);
    expect(names.sort()).toEqual((Object.keys(functions) as FunctionName[]).filter(touchesStudies).sort());
    for (const { VpcConfig } of inside) {
      expect(VpcConfig).toMatchObject({ SubnetIds: [expect.anything(), expect.anything()] });
    }
    const mayConnect = propertiesOf(clinical, 'AWS::IAM::Policy').filter((policy) =>
      JSON.stringify(policy).includes('ec2:CreateNetworkInterface'),
    );
    expect(mayConnect).toHaveLength(inside.length);
  });

  it('locks objects against users without the bypass right, or against everybody if that is chosen', () => {
    clinical.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } },
    });
    templateOf({ profile: 'clinical', objectLock: 'compliance' }).hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } },
    });
  });

  it('keeps logs for ten years, beyond the stack, the access log of the bucket too', () => {
    clinical.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 3653 });
    clinical.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'RetainExceptOnCreate' });
    clinical.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [{ Id: 'old-logs', ExpirationInDays: 3653 }] },
    });
  });

  it('has the retention of each log in docs/clinical.md', () => {
    const text = readFileSync(join(projectRoot, 'docs/clinical.md'), 'utf8');
    const rows = text.split('\n').filter((line) => /^\| (access log|logs|flow log)/.test(line));
    expect(rows).toHaveLength(4);
    const years = Math.floor(profiles.clinical.logRetention / 365);
    for (const row of rows) {
      const [, , inStandard, inClinical, why] = row.split('|').map((cell) => cell.trim());
      expect(inStandard).toMatch(new RegExp(`^${profiles.standard.logRetention} days`));
      expect(inClinical).toBe(`${years} years`);
      expect(why!.length).toBeGreaterThan(5);
    }
  });

  it('gives no log group a name that the next stack would want again', () => {
    const names = propertiesOf(clinical, 'AWS::Logs::LogGroup').flatMap(
      ({ LogGroupName }) => LogGroupName ?? [],
    );
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect(JSON.stringify(name)).toMatch(/"\/aws\/vendedlogs\/(apis|states)\/.*"AWS::StackId"/);
    }
  });
});
