import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { propertiesOf, templateOf } from '../checks/template.testing.ts';

const template = templateOf();

describe('every bucket', () => {
  const buckets = propertiesOf(template, 'AWS::S3::Bucket');

  it('is closed to the public', () => {
    expect(buckets).toHaveLength(2);
    for (const bucket of buckets) {
      expect(bucket.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it('outlives the stack', () => {
    template.allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('refuses requests without TLS 1.2', () => {
    template.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:*',
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          }),
        ]),
      },
    });
  });
});

describe('the bucket of studies, runs and models', () => {
  it('keeps versions and sends its events to EventBridge', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LoggingConfiguration: { DestinationBucketName: Match.anyValue() },
    });
  });

  it('is encrypted by a key of its own that rotates and outlives the stack', () => {
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: { 'Fn::GetAtt': [Match.stringLikeRegexp('^StorageKey'), 'Arn'] },
            },
          },
        ],
      },
    });
  });

  it('forgets unfinished uploads, replaced checkpoints after a day, and deleted studies and models after a month', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
            Prefix: Match.absent(),
          }),
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Prefix: 'runs/' }),
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Prefix: 'studies/' }),
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Prefix: 'models/' }),
        ],
      },
    });
  });

  it('keeps runs for ever, or for the days that are chosen; studies and models for ever', () => {
    const rules = (chosen: Parameters<typeof templateOf>[0]) =>
      propertiesOf(templateOf(chosen), 'AWS::S3::Bucket')
        .flatMap(({ LifecycleConfiguration }) => (LifecycleConfiguration as { Rules: Rule[] }).Rules)
        .filter(({ Prefix, ExpirationInDays }) => Prefix !== undefined && ExpirationInDays !== undefined)
        .map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays]);
    expect(rules({})).toEqual([]);
    expect(rules({ keepRunsDays: 90 })).toEqual([['runs/', 90]]);
  });
});

interface Rule {
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
}
