import { dirname } from 'node:path';
import { besidePath, removeLeftOvers } from './beside.ts';
import { type Disk, realDisk } from './disk.ts';

/**
 * Writes a file so that readers never find half of it: writes beside its place first, then renames once the bytes are on
 * the disk. A device or pipe, such as `/dev/stdout`, is written in place. A link stays and leads to the new file.
 */
export function writeWhole(path: string, content: Uint8Array | string, disk: Disk = realDisk): void {
  if (disk.kindOf(path) === 'other') {
    disk.write(path, content);
    return;
  }
  const target = disk.realPath(path) ?? path;
  removeLeftOvers(target, disk);
  const fresh = besidePath(target, disk);
  try {
    disk.writeSynced(fresh, content);
    disk.rename(fresh, target);
  } catch (error) {
    disk.remove(fresh);
    throw error;
  }
  disk.syncFolder(dirname(target));
}
