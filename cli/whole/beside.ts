import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Disk } from './disk.ts';

/** A path in the same folder for a new version of `path` while it is being written. No other process uses it. */
export function besidePath(path: string, disk: Disk): string {
  return join(dirname(path), `${prefixOf(path)}${disk.processId}-${randomBytes(4).toString('hex')}`);
}

/** Removes unfinished versions of `path` that killed processes left. */
export function removeLeftOvers(path: string, disk: Disk): void {
  const prefix = prefixOf(path);
  for (const name of disk.list(dirname(path))) {
    const isOurs = name.startsWith(prefix);
    if (isOurs && hasEnded(Number(name.slice(prefix.length).split('-')[0])))
      disk.remove(join(dirname(path), name));
  }
}

function prefixOf(path: string): string {
  return `.${basename(path)}.partial-`;
}

function hasEnded(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
