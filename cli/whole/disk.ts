import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { makeFolder } from '../../infra/make-folder.ts';

/** What is done to the disk, so that a test can end it between any two steps. */
export interface Disk {
  /** Of the process that writes: what it leaves behind is known by it. */
  readonly processId: number;
  /** Undefined where there is nothing. */
  realPath(path: string): string | undefined;
  kindOf(path: string): 'file' | 'folder' | 'other' | undefined;
  list(folder: string): string[];
  makeFolder(path: string): void;
  /** As it is: for pipes and devices. */
  write(path: string, content: Uint8Array | string): void;
  /** A new file, on the disk when this returns. */
  writeSynced(path: string, content: Uint8Array | string): void;
  /** A new file that is written piece by piece. */
  create(path: string): DiskFile;
  /** Makes the names in a folder last. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  /** A file or a folder with all that is in it; nothing happens if there is none. */
  remove(path: string): void;
}

export interface DiskFile {
  write(bytes: Uint8Array): void;
  /** On the disk when this returns. */
  close(): void;
}

export const realDisk: Disk = {
  processId: process.pid,
  realPath(path) {
    try {
      return realpathSync(path);
    } catch {
      return undefined;
    }
  },
  kindOf(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return undefined;
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'other';
  },
  list: (folder) => readdirSync(folder),
  makeFolder: (path) => void makeFolder(path),
  write: (path, content) => writeFileSync(path, content),
  writeSynced(path, content) {
    const file = realDisk.create(path);
    try {
      file.write(typeof content === 'string' ? Buffer.from(content) : content);
    } finally {
      file.close();
    }
  },
  create(path) {
    const handle = openSync(path, 'wx');
    return {
      write(bytes) {
        for (let start = 0; start < bytes.length; ) start += writeSync(handle, bytes, start);
      },
      close() {
        try {
          fsyncSync(handle);
        } finally {
          closeSync(handle);
        }
      },
    };
  },
  syncFolder(path) {
    // Windows opens no folders; its renames last without.
    if (process.platform === 'win32') return;
    const handle = openSync(path, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};
