import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { profiles } from '../settings/profile.ts';
import { settingsOf } from '../settings/settings-of.ts';

/** Days after which the bucket deletes objects that are no longer used. */
export const storageDays = {
  unfinishedMultipartUpload: 2,
  /** Earlier versions of checkpoints, which training overwrites. */
  replacedRunObject: 1,
  /** Objects that "sarcomere delete STUDY" or a later upload removed can be restored for this long. A withdrawal is final at once. */
  deletedStudyOrModel: 30,
} as const;

/**
 * The bucket of studies, runs and models: versioned, encrypted by its own key, TLS only, never public. It stays when the
 * stack is deleted; only a failed first deployment removes it. Its access log is in a second bucket and is kept as long as
 * other logs.
 */
export class Storage extends Construct {
  readonly key: Key;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { profile, keepRunsDays, objectLock = 'governance' } = settingsOf(this);
    const { objectLockDays, logRetention } = profiles[profile];

    this.key = new Key(this, 'Key', {
      description: 'Encrypts studies, runs and models of Sarcomere',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });

    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...privateBucket,
      // S3 delivers access logs only to a bucket that is encrypted by keys of S3.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: 'old-logs', expiration: Duration.days(logRetention) }],
    });

    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket,
      versioned: true,
      ...(objectLockDays === undefined
        ? {}
        : { objectLockDefaultRetention: ObjectLockRetention[objectLock](Duration.days(objectLockDays)) }),
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: accessLogs as IBucket, // the library's types predate exactOptionalPropertyTypes
      serverAccessLogsPrefix: 'bucket/',
      lifecycleRules: [
        {
          id: 'unfinished-multipart-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(storageDays.unfinishedMultipartUpload),
        },
        {
          id: 'old-checkpoints',
          prefix: 'runs/',
          noncurrentVersionExpiration: Duration.days(storageDays.replacedRunObject),
          // S3 accepts only one of the two in a rule; with an expiration it also removes the markers.
          ...(keepRunsDays === undefined
            ? { expiredObjectDeleteMarker: true }
            : { expiration: Duration.days(keepRunsDays) }),
        },
        ...['studies/', 'models/'].map((prefix) => ({
          id: `deleted-${prefix.slice(0, -1)}`,
          prefix,
          noncurrentVersionExpiration: Duration.days(storageDays.deletedStudyOrModel),
          expiredObjectDeleteMarker: true,
        })),
      ],
    });

    // The construct's own option would add a Lambda to the stack for what CloudFormation does by one property.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
}

const privateBucket = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;
