import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Bucket } from './bucket.ts';

export interface PresignOptions {
  /** The object must have exactly this many bytes: the length is signed. */
  readonly bytes: number;
  readonly expiresInS: number;
}

/** An address that takes one PUT of one object of one length, for a short time, without credentials. */
export async function presignPut(bucket: Bucket, key: string, options: PresignOptions): Promise<string> {
  const { config } = bucket.client;
  // By default the SDK signs the checksum of the body, which does not exist yet.
  const client = new S3Client({
    region: config.region,
    credentials: config.credentials,
    forcePathStyle: config.forcePathStyle ?? false,
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const command = new PutObjectCommand({ Bucket: bucket.name, Key: key, ContentLength: options.bytes });
  return getSignedUrl(client, command, {
    expiresIn: options.expiresInS,
    signableHeaders: new Set(['host', 'content-length']),
  });
}
