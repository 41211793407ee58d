import { CreateBucketCommand, PutObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { type Bucket, connectBucket } from '../../../layers/run/storage/index.ts';
import type { SecondEngine } from './second-engine.testing.ts';

/** A bucket of moto_server by name; it need not exist yet. */
export function motoBucket({ url }: Pick<SecondEngine, 'url'>, name: string): Bucket {
  return connectBucket({
    SARCOMERE_BUCKET: name,
    SARCOMERE_S3_PATH_STYLE: 'true',
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
}

/** Creates the bucket with the object lock of the clinical profile, whose retention can be lifted by those who have the right. */
export async function createLocked({ client, name }: Bucket): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket: name, ObjectLockEnabledForBucket: true }));
  const Rule = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } as const;
  await client.send(
    new PutObjectLockConfigurationCommand({
      Bucket: name,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule },
    }),
  );
}
