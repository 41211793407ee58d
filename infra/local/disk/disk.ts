import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';

/** What the local world does with its files; a test may put one in its place that is full. */
export interface Disk {
  /** Writes a file whole: whenever the process or the machine dies, the old one is there or the new one. */
  write(path: string, content: string | Uint8Array): void;
  read(path: string): Buffer;
  /** A file that is not there is no failure. */
  remove(path: string): void;
}

/** Written beside, brought to the medium, renamed; then the folder, which holds the name, is brought there too. */
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

/** Ends the names of files that are being written: what a killed process leaves of them was never whole. */
export const unfinishedSuffix = '.unfinished';

function makeSyncedFolder(folder: string): void {
  const first = makeFolder(folder, 0o700);
  if (first !== undefined) syncFolder(dirname(first));
}

function syncFolder(folder: string): void {
  // Windows opens no folders; its file system keeps names in a journal of its own.
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
