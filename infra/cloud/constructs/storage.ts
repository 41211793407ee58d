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

/** Days that the bucket keeps what nobody will ask for again. */
export const storageDays = {
  unfinishedMultipartUpload: 2,
  /** A checkpoint is overwritten as training goes on; these are the versions underneath. */
  replacedRunObject: 1,
  /** What "sarcomere delete STUDY" or a later upload has taken away can be had back so long; a withdrawal is for good at once. */
  deletedStudyOrModel: 30,
} as const;

/**
 * The bucket of studies, runs and models: versioned, encrypted by a key of its own, TLS only, never public, and
 * still there after the stack is gone, unless the stack was never finished: what a failed first deployment made goes with it. Its access log lies in a second bucket, for as long as other logs.
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
      // S3 delivers access logs only to a bucket that its own keys encrypt.
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
          // S3 takes one or the other in a rule; with an expiration it clears the markers by itself.
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

    // The construct's own switch sends a Lambda into the stack to do what CloudFormation does in one property.
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
