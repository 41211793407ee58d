import { createHash } from 'node:crypto';
import type { Bucket } from './bucket.ts';

/**
 * Length and SHA-256 of an object; undefined if there is none. S3 keeps the digest of objects that were uploaded with it. Other
 * objects, such as multipart uploads, are read, but only if their length is as expected: otherwise the digest does not matter.
 */
export async function objectDigest(
  bucket: Pick<Bucket, 'details' | 'pieces'>,
  key: string,
  bytes: number,
): Promise<{ readonly bytes: number; readonly sha256?: string } | undefined> {
  const object = await bucket.details(key);
  if (object === undefined) return undefined;
  if (object.size !== bytes) return { bytes: object.size };
  if (object.sha256 !== undefined) return { bytes, sha256: object.sha256 };
  const digest = createHash('sha256');
  for await (const piece of bucket.pieces(key)) digest.update(piece);
  return { bytes, sha256: digest.digest('hex') };
}
