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
  /** Gets a message for each file that cannot be used or written. */
  readonly note: (line: string) => void;
}

/**
 * The objects of the bucket as files: `KEY.<digest>.data` with the bytes, and `KEY.meta.json`, which names that file and is
 * written last. Until then the old object is valid, so bytes and metadata always match. Loads the objects of the folder
 * into the store. Multipart uploads stay in memory until they are complete; after a kill they must be sent again.
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
        // The object stays until the next start.
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
        const message = `The object ${key} is damaged: ${body} does not hold the stored bytes. ${mendOf(key)}`;
        note(message);
        if (isPointer(key)) {
          putAside(body, 'other bytes than were stored', note);
          store.deleteObject(bucket, key);
        }
        // Not a 5xx, which clients would retry: the damage stays.
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
      throw new S3Error('NotImplemented', 'Objects of this bucket cannot be renamed.', 501);
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
 * Pointers to a study's current run and published model. Uploads and withdrawals read them before they write them, so a
 * damaged pointer would block its own repair. All of them can go on without a pointer.
 */
function isPointer(key: string): boolean {
  return /^(?:runs\/[^/]+\/current|models\/[^/]+\/latest)\.json$/.test(key);
}

/** Advice about a damaged object. */
function mendOf(key: string): string {
  const [top, study] = key.split('/');
  if (isPointer(key))
    return `Try again: the request goes on without the object. An upload of the study ${study} writes a new one.`;
  if (top === 'models')
    return `Upload the study ${study} with any change of its study.json (a space is enough): its run makes a new model.`;
  if (top === 'runs')
    return 'If the run failed or was stopped, "sarcomere redrive RUN" makes a new one. If the run is published, predictions do not need the object.';
  return 'Upload it again.';
}

/** The bytes of a file; undefined if there is no file, which means damage and not a shortage. */
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

/** Removes bytes that no metadata name any more. Does not wait for the disk: the next start removes what is left. */
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
