import { createHash } from 'node:crypto';
import { rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Disk } from '../disk/disk.ts';
import { putAside } from '../disk/put-aside.ts';
import { StorageFailure } from '../disk/storage-failure.ts';
import type { FauxqsParts, S3Object, S3Store } from './fauxqs-parts.ts';
import { loadObjects } from './load-objects.ts';
import { bodyEnding, etagOf, metaSuffix, metaText, openMeta, pathOfKey } from './stored-object.ts';

type Persistence = NonNullable<S3Store['persistence']>;

export interface ObjectFilesOptions {
  readonly storageDir: string;
  readonly store: S3Store;
  readonly S3Error: FauxqsParts['S3Error'];
  readonly disk: Disk;
  /** Told of each file that cannot be used, and of each that could not be written. */
  readonly note: (line: string) => void;
}

/**
 * The objects of the bucket as files: `KEY.<digest>.data` with the bytes, and `KEY.meta.json`, which names that file and is
 * written last. Until it is there, the old object is; bytes never belong to the metadata of others. Loads into the
 * store what the folder holds. Uploads in parts stay in memory until they are complete: one that a kill cuts off is sent anew.
 */
export function openObjectFiles({ storageDir, store, S3Error, disk, note }: ObjectFilesOptions): Persistence {
  rmSync(join(storageDir, '_multipart'), { recursive: true, force: true }); // of earlier versions
  const objectsOf = (bucket: string) => join(storageDir, 'buckets', bucket, 'objects');
  const pathOf = (bucket: string, key: string) => join(objectsOf(bucket), pathOfKey(key));
  const files = loadObjects({ storageDir, store, disk, note });
  /** Size and time of the files whose bytes have been compared with their digest. */
  const compared = new Map<string, string>();

  const guarded = <T>(doing: string, path: string, work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      const cause = thrown as NodeJS.ErrnoException;
      if (cause instanceof S3Error || cause.code === undefined) throw thrown;
      if (cause.code === 'ENAMETOOLONG')
        throw new S3Error('KeyTooLongError', `A part of the key is too long: ${doing}.`, 400);
      const failure = new StorageFailure(cause, doing, path);
      note(failure.message);
      const code = failure.status === 507 ? 'InsufficientStorage' : 'ServiceUnavailable';
      throw new S3Error(code, failure.message, failure.status);
    }
  };

  const upsertObject = (bucket: string, object: S3Object) => {
    const path = pathOf(bucket, object.key);
    const body = path + bodyEnding(object.etag);
    guarded(`writing ${object.key}`, path, () => {
      const earlier = files.get(path);
      disk.write(body, object.body);
      disk.write(path + metaSuffix, metaText(object, basename(body)));
      files.set(path, body);
      compared.delete(body);
      if (earlier === undefined || earlier === body) return;
      compared.delete(earlier);
      removeReplaced(earlier);
    });
  };

  const forget = (bucket: string, key: string) => {
    const path = pathOf(bucket, key);
    const body = files.get(path);
    if (body === undefined) return;
    guarded(`deleting ${key}`, path, () => {
      try {
        disk.remove(path + metaSuffix);
      } catch (error) {
        // It is still there, and will be at the next start.
        store.restoreObject(bucket, openMeta(disk.read(path + metaSuffix).toString()).object);
        throw error;
      }
    });
    files.delete(path);
    compared.delete(body);
    removeReplaced(body);
    removeEmptyFolders(dirname(path), objectsOf(bucket));
  };

  return {
    insertBucket(name, creationDate, type) {
      const file = join(storageDir, 'buckets', name, '.bucket.json');
      guarded(`making the bucket ${name}`, file, () =>
        disk.write(file, JSON.stringify({ name, creationDate: creationDate.toISOString(), type })),
      );
    },
    deleteBucket: (name) => rmSync(join(storageDir, 'buckets', name), { recursive: true, force: true }),
    upsertObject,
    deleteObject: forget,
    readBody(bucket, key) {
      const body = files.get(pathOf(bucket, key));
      if (body === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.', 404);
      const bytes = guarded(`reading ${key}`, body, () => readOrDamaged(disk, body));
      const { etag, parts, contentLength } = store.headObject(bucket, key);
      const stamp = stampOf(body);
      const isWhole =
        bytes?.length === contentLength && (compared.get(body) === stamp || etagOf(bytes, parts) === etag);
      if (!bytes || !isWhole) {
        const message = `The object ${key} is damaged: ${body} does not hold the bytes that were stored. ${mendOf(key)}`;
        note(message);
        if (isPointer(key)) {
          putAside(body, 'other bytes than were stored', note);
          store.deleteObject(bucket, key);
        }
        // No 5xx, which clients would try again: the bytes stay what they are.
        throw new S3Error('ObjectDamaged', message, 422);
      }
      compared.set(body, stamp);
      return bytes;
    },
    insertMultipartUpload() {},
    upsertMultipartPart() {},
    deleteMultipartUpload() {},
    deleteAllMultipartUploads() {},
    completeMultipartUpload(uploadId, bucket, object) {
      try {
        upsertObject(bucket, object);
      } catch (error) {
        restoreParts(store, uploadId, object); // fauxqs has let go of them; the client may ask again
        throw error;
      }
    },
    renameObject() {
      throw new S3Error('NotImplemented', 'Objects of this bucket are not renamed.', 501);
    },
    deleteObjectsByBucket() {},
    deleteAllObjects() {},
    saveBucketLifecycleConfiguration() {},
    deleteBucketLifecycleConfiguration() {},
    loadS3() {},
    purgeAll() {},
    close() {},
  };
}

/**
 * Which run a study's current one is, and which model its published one. Every upload reads these before it writes them, and so
 * does a withdrawal: a damaged one would be in the way of what makes it anew. Without one, all of them know how to go on.
 */
function isPointer(key: string): boolean {
  return /^(?:runs\/[^/]+\/current|models\/[^/]+\/latest)\.json$/.test(key);
}

/** What to do where an object is damaged. */
function mendOf(key: string): string {
  const [top, study] = key.split('/');
  if (isPointer(key))
    return `Try again, which goes on without it. An upload of the study ${study} makes it anew.`;
  if (top === 'models')
    return `Upload the study ${study} with any change of its study.json (a space will do): its run makes another model.`;
  if (top === 'runs')
    return 'If the run failed or was stopped, "sarcomere redrive RUN" makes it anew. If it is published, predictions do not need it.';
  return 'Upload it again.';
}

/** The bytes in a file; undefined where there is none, which is damage and no shortage. */
function readOrDamaged(disk: Disk, file: string): Buffer | undefined {
  try {
    return disk.read(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}

/** Bytes that no metadata name any more; those that stay behind are removed at the next start, so nobody waits for the medium. */
function removeReplaced(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // at the next start
  }
}

function removeEmptyFolders(folder: string, top: string): void {
  for (let at = folder; at !== top && at.startsWith(top); at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return; // it is not empty
    }
  }
}

function restoreParts(store: S3Store, uploadId: string, { body, parts = [], ...object }: S3Object): void {
  const { multipartUploads } = store as unknown as {
    multipartUploads: Map<string, { parts: Map<number, object> }>;
  };
  const upload = multipartUploads.get(uploadId);
  if (!upload) return;
  for (const [at, { partNumber, offset, length }] of parts.entries()) {
    const bytes = body.subarray(offset, offset + length);
    const checksumValue = object.partChecksums?.[at];
    upload.parts.set(partNumber, {
      partNumber,
      body: bytes,
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      lastModified: object.lastModified,
      ...(checksumValue === undefined ? {} : { checksumValue }),
    });
  }
}
