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

/** Operations on the disk; a test can end them between any two steps. */
export interface Disk {
  /** Id of the writing process, by which its unfinished files are found. */
  readonly processId: number;
  /** Undefined if the path does not exist. */
  realPath(path: string): string | undefined;
  kindOf(path: string): 'file' | 'folder' | 'other' | undefined;
  list(folder: string): string[];
  makeFolder(path: string): void;
  /** Writes in place, for pipes and devices. */
  write(path: string, content: Uint8Array | string): void;
  /** Writes a new file, which is on the disk when this returns. */
  writeSynced(path: string, content: Uint8Array | string): void;
  /** Opens a new file that is written piece by piece. */
  create(path: string): DiskFile;
  /** Writes the names in a folder to the disk. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  /** Removes a file or a folder with its content, if it exists. */
  remove(path: string): void;
}

export interface DiskFile {
  write(bytes: Uint8Array): void;
  /** The file is on the disk when this returns. */
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
    // Windows cannot open folders; its renames last without this.
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
