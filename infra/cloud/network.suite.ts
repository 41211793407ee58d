import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from './template.fixture.ts';

const standard = templateOf();
const clinical = templateOf({ profile: 'clinical' });

describe('the standard profile', () => {
  it('has no network, which would cost while nothing runs', () => {
    standard.resourceCountIs('AWS::EC2::VPC', 0);
  });
});

describe('the clinical profile', () => {
  it('runs every function in subnets without a way to the internet', () => {
    clinical.resourceCountIs('AWS::EC2::InternetGateway', 0);
    clinical.resourceCountIs('AWS::EC2::NatGateway', 0);
    for (const lambda of propertiesOf(clinical, 'AWS::Lambda::Function')) {
      expect(lambda.VpcConfig).toMatchObject({ SubnetIds: [expect.anything(), expect.anything()] });
    }
    const mayConnect = propertiesOf(clinical, 'AWS::IAM::Policy').filter((policy) =>
      JSON.stringify(policy).includes('ec2:CreateNetworkInterface'),
    );
    expect(mayConnect).toHaveLength(propertiesOf(clinical, 'AWS::Lambda::Function').length);
  });

  it('reaches AWS by endpoints, and S3 by one that costs nothing', () => {
    const endpoints = propertiesOf(clinical, 'AWS::EC2::VPCEndpoint').map((endpoint) =>
      [endpoint.VpcEndpointType, JSON.stringify(endpoint.ServiceName).match(/\.(\w+)"/)?.[1]].join(' '),
    );
    expect(endpoints.sort()).toEqual([
      'Gateway s3',
      'Interface kms',
      'Interface logs',
      'Interface states',
      'Interface xray',
    ]);
  });

  it('locks objects against all who may not bypass it, or against everybody where that is chosen', () => {
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
