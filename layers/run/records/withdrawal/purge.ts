import {
  DeleteObjectsCommand,
  type DeleteObjectsCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../storage/index.ts';

/** An object that the bucket refused to delete, and the reason. */
export interface Kept {
  readonly key: string;
  readonly reason: string;
}

export interface Which {
  /** Selects from the objects below the prefix; default: all. */
  readonly isMeant?: (key: string) => boolean;
  /** True: deletes earlier versions and keeps the latest. */
  readonly keepsLatest?: boolean;
}

/**
 * Deletes objects permanently. A versioned bucket keeps deleted and replaced objects, so every version is deleted, delete
 * markers included. Locked versions stay under a delete marker, and are returned.
 */
export async function purge(
  bucket: Bucket,
  prefix: string,
  { isMeant = () => true, keepsLatest = false }: Which = {},
): Promise<{ deleted: number; kept: Kept[] }> {
  const versions = (await versionsBelow(bucket, prefix)).filter(
    ({ Key = '', isLatest }) => isMeant(Key) && !(keepsLatest && isLatest),
  );
  const ofVersions = await deleteAll(bucket, versions);
  // Left in a bucket without versions, or if versions are locked.
  const left = keepsLatest ? [] : (await bucket.list(prefix)).map(({ key }) => key).filter(isMeant);
  const ofObjects = await deleteAll(
    bucket,
    left.map((Key) => ({ Key })),
  );
  const gone = new Set([...versions.map(({ Key = '' }) => Key), ...left]);
  const kept = [...new Map([...ofVersions, ...ofObjects].map((one) => [one.key, one])).values()];
  return { deleted: gone.size - kept.length, kept };
}

/** All versions below a prefix; none if the bucket keeps no versions. */
async function versionsBelow(bucket: Bucket, prefix: string) {
  const found: (ObjectIdentifier & { isLatest: boolean })[] = [];
  let marker: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (marker) {
    const page = await versionsFrom(bucket, prefix, marker);
    for (const { Key, VersionId, IsLatest = false } of [
      ...(page.Versions ?? []),
      ...(page.DeleteMarkers ?? []),
    ])
      if (Key !== undefined && VersionId !== undefined) found.push({ Key, VersionId, isLatest: IsLatest });
    const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
    marker = IsTruncated
      ? {
          ...(NextKeyMarker === undefined ? {} : { KeyMarker: NextKeyMarker }),
          ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
        }
      : undefined;
  }
  return found;
}

async function versionsFrom(
  bucket: Bucket,
  prefix: string,
  marker: object,
): Promise<Partial<ListObjectVersionsCommandOutput>> {
  try {
    return await bucket.client.send(
      new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix: prefix, ...marker }),
    );
  } catch (error) {
    // The bucket on one machine keeps no versions and does not implement the call. Other errors leave the versions unknown.
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 501) return {};
    throw error;
  }
}

/** @returns what the bucket refused to delete */
async function deleteAll(bucket: Bucket, objects: readonly ObjectIdentifier[]): Promise<Kept[]> {
  const kept: Kept[] = [];
  const mostAtOnce = 1000; // limit of DeleteObjects
  for (let start = 0; start < objects.length; start += mostAtOnce) {
    const batch = objects.slice(start, start + mostAtOnce).map(({ Key, VersionId }) => ({ Key, VersionId }));
    const answer: DeleteObjectsCommandOutput = await bucket.client.send(
      new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects: batch, Quiet: true } }),
    );
    for (const { Key = '', Code, Message } of answer.Errors ?? [])
      kept.push({ key: Key, reason: [Code, Message].filter(Boolean).join(': ') });
  }
  return kept;
}
