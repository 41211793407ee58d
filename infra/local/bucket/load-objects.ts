import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { type Disk, unfinishedSuffix } from '../disk/disk.ts';
import { putAside } from '../disk/put-aside.ts';
import { isOutOfHandles } from '../disk/storage-failure.ts';
import type { S3Store } from './fauxqs-parts.ts';
import { bodySuffix, metaSuffix, openMeta, pathOfKey } from './stored-object.ts';

/**
 * Loads the metadata in the folder into the store; bytes are read on request. Nothing that was once whole is deleted:
 * unreadable metadata, metadata without bytes and bytes without metadata are put aside. The remains of a killed write are
 * deleted: unfinished files, and bytes that a newer object has replaced.
 *
 * @returns the file with the bytes of each object, by path without a suffix
 */
export function loadObjects({
  storageDir,
  store,
  disk,
  note,
}: {
  readonly storageDir: string;
  readonly store: S3Store;
  readonly disk: Disk;
  readonly note: (line: string) => void;
}): Map<string, string> {
  const files = new Map<string, string>();
  for (const bucket of foldersIn(join(storageDir, 'buckets'))) {
    store.createBucket(bucket);
    const objects = join(storageDir, 'buckets', bucket, 'objects');
    const found = filesBelow(objects);
    for (const path of found.filter((file) => file.endsWith(metaSuffix))) {
      const stem = path.slice(0, -metaSuffix.length);
      try {
        const { object, file } = openMeta(disk.read(path).toString());
        const body = join(dirname(stem), file ?? basename(stem) + bodySuffix);
        if (dirname(body) !== dirname(stem) || pathOfKey(object.key) !== relative(objects, stem))
          throw new Error('its metadata belong to another object');
        if (sizeOf(body) !== object.contentLength) throw new Error(`${body} is incomplete`);
        files.set(stem, body);
        store.restoreObject(bucket, object);
      } catch (error) {
        if (isOutOfHandles(error)) throw error; // the file itself may be sound
        putAside(path, (error as Error).message, note);
      }
    }
    const inUse = new Set(files.values());
    for (const path of found.filter((file) => !file.endsWith(metaSuffix) && !inUse.has(file))) {
      if (path.endsWith(unfinishedSuffix)) disk.remove(path);
      else if (path.endsWith(bodySuffix)) removeOrPutAside(path, files, disk, note);
    }
  }
  return files;
}

/** Handles bytes that no metadata name: of an object that has newer bytes, or of one that lost its metadata. */
function removeOrPutAside(
  path: string,
  files: ReadonlyMap<string, string>,
  disk: Disk,
  note: (line: string) => void,
): void {
  const stems = [path.slice(0, -bodySuffix.length), path.replace(/\.[0-9a-f]{16}\.data$/, '')];
  if (stems.some((stem) => files.has(stem))) disk.remove(path);
  else putAside(path, 'no metadata name it', note);
}

function foldersIn(folder: string): string[] {
  return entriesOf(folder, false)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function filesBelow(folder: string): string[] {
  return entriesOf(folder, true)
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

function entriesOf(folder: string, recursive: boolean) {
  try {
    return readdirSync(folder, { recursive, withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // a new folder
    throw error;
  }
}

function sizeOf(file: string): number | undefined {
  try {
    return statSync(file).size;
  } catch {
    return undefined;
  }
}
