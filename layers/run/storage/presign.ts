import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Bucket } from './bucket.ts';

export interface PresignOptions {
  /** Exact length of the object; it is signed. */
  readonly bytes: number;
  /** SHA-256 of the object's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly expiresInS: number;
  /** Metadata to keep with the object. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface PresignedPut {
  readonly url: string;
  /** Headers to send with the PUT; they are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * An address for one PUT of one object of known length and digest, valid for a short time, without credentials. S3 compares
 * the digest with the bytes that arrive; a bucket with object lock takes no PUT without a digest.
 */
export async function presignPut(
  bucket: Bucket,
  key: string,
  { bytes, sha256, expiresInS, metadata = {} }: PresignOptions,
): Promise<PresignedPut> {
  const checksum = Buffer.from(sha256, 'hex').toString('base64');
  const checksumHeaders = { 'x-amz-sdk-checksum-algorithm': 'SHA256', 'x-amz-checksum-sha256': checksum };
  const metadataHeaders = Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
  );
  const signed = { ...checksumHeaders, ...metadataHeaders };
  const headers = { 'content-length': String(bytes), ...signed };
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ContentLength: bytes,
    ChecksumAlgorithm: 'SHA256',
    ChecksumSHA256: checksum,
    Metadata: { ...metadata },
  });
  const url = await getSignedUrl(bucket.client, command, {
    expiresIn: expiresInS,
    signableHeaders: new Set(['host', ...Object.keys(headers)]),
    // The SDK would move them to the query, where S3 does not compare them: https://github.com/aws/aws-sdk/issues/480
    unhoistableHeaders: new Set(Object.keys(signed)),
  });
  return { url, headers };
}
