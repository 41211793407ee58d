import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';

/** File operations of the local world; a test can replace them by a disk that is full. */
export interface Disk {
  /** Writes a file as a whole: if the process or machine dies, either the old or the new file exists. */
  write(path: string, content: string | Uint8Array): void;
  read(path: string): Buffer;
  /** A missing file is no failure. */
  remove(path: string): void;
}

/** Writes a new file beside the old one, syncs it, renames it, then syncs the folder, which holds the name. */
export const disk: Disk = {
  write(path, content) {
    const folder = dirname(path);
    makeSyncedFolder(folder);
    const beside = join(folder, `${basename(path).slice(0, 40)}-${process.pid}${unfinishedSuffix}`);
    try {
      const file = openSync(beside, 'w', 0o600);
      try {
        writeFileSync(file, content);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    syncFolder(folder);
  },
  read: (path) => readFileSync(path),
  remove(path) {
    rmSync(path, { force: true });
    syncFolder(dirname(path));
  },
};

/** Suffix of files that are being written. If a process was killed, they are incomplete. */
export const unfinishedSuffix = '.unfinished';

function makeSyncedFolder(folder: string): void {
  const first = makeFolder(folder, 0o700);
  if (first !== undefined) syncFolder(dirname(first));
}

function syncFolder(folder: string): void {
  // Windows cannot open folders; its file system has a journal of names.
  if (process.platform === 'win32') return;
  let opened: number;
  try {
    opened = openSync(folder, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
