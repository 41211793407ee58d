import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Fault, FaultError } from '../../layers/base/faults/index.ts';
import { besidePath, removeLeftOvers } from './beside.ts';
import { type Disk, realDisk } from './disk.ts';

/** A new folder, before it replaces the old one. */
export interface FreshFolder {
  readonly path: string;
}

/**
 * Replaces a folder so that readers find either the old one or the new one, never files of both: the new one is written
 * beside the old one and renamed. If the process is killed, one of them is whole, and the next call or `wholeFolder` finds
 * it. Files of the user in the folder are kept.
 *
 * @param owned names of the files that a new folder replaces or leaves out
 * @param fill writes the new folder; if it throws, the old one stays
 */
export async function replaceFolder<T>(
  folder: string,
  owned: ReadonlySet<string>,
  fill: (fresh: FreshFolder) => Promise<T>,
  disk: Disk = realDisk,
): Promise<T> {
  const target = disk.realPath(folder) ?? resolve(folder);
  checkTarget(target, disk);
  disk.makeFolder(dirname(target));
  settle(target, owned, disk);
  const fresh = { path: besidePath(target, disk) };
  disk.makeFolder(fresh.path);
  try {
    const answer = await fill(fresh);
    disk.syncFolder(fresh.path);
    takePlace(fresh.path, target, disk);
    settle(target, owned, disk);
    return answer;
  } catch (error) {
    disk.remove(fresh.path);
    throw error;
  }
}

/** Path of the folder. If a process was killed between its two renames, the old folder is beside its place. */
export function wholeFolder(folder: string, disk: Disk = realDisk): string {
  if (disk.kindOf(folder) !== undefined) return folder;
  const previous = previousOf(resolve(folder));
  return disk.kindOf(previous) === 'folder' ? previous : folder;
}

function takePlace(fresh: string, target: string, disk: Disk): void {
  const previous = previousOf(target);
  if (disk.kindOf(target) === 'folder') {
    try {
      disk.rename(target, previous);
    } catch (error) {
      throw new FaultError([notReplaceable(target, error)]);
    }
  }
  try {
    disk.rename(fresh, target);
  } catch (error) {
    if (disk.kindOf(previous) === 'folder') disk.rename(previous, target);
    throw error;
  }
  disk.syncFolder(dirname(target));
}

/** Finishes the replacement of a killed process and removes its unfinished files. */
function settle(target: string, owned: ReadonlySet<string>, disk: Disk): void {
  const previous = previousOf(target);
  if (disk.kindOf(previous) === 'folder') {
    if (disk.kindOf(target) === 'folder') {
      for (const name of disk.list(previous)) {
        if (!owned.has(name)) disk.rename(join(previous, name), join(target, name));
      }
      disk.remove(previous);
    } else {
      disk.rename(previous, target);
    }
    disk.syncFolder(dirname(target));
  }
  removeLeftOvers(target, disk);
}

function previousOf(target: string): string {
  return join(dirname(target), `.${basename(target)}.previous`);
}

function checkTarget(target: string, disk: Disk): void {
  const kind = disk.kindOf(target);
  const common = { where: { file: target }, expected: 'a folder that can be replaced as a whole' };
  if (kind !== undefined && kind !== 'folder') {
    throw new FaultError([
      {
        ...common,
        code: 'OUT_NOT_A_FOLDER',
        what: 'The files cannot be written: the path of their folder is not a folder.',
        found: 'no folder',
        fix: 'Name another folder with --out.',
      },
    ]);
  }
  if (kind === 'folder' && !relative(target, process.cwd()).startsWith('..')) {
    throw new FaultError([
      {
        ...common,
        code: 'OUT_IS_WORKING_FOLDER',
        what: 'The files cannot be written: their folder is replaced as a whole, but the command runs inside it.',
        found: 'the working folder, or a folder above it',
        fix: 'Name a new folder with --out, such as --out calibrated.',
      },
    ]);
  }
}

function notReplaceable(target: string, error: unknown): Fault {
  return {
    code: 'OUT_NOT_REPLACEABLE',
    what: 'The folder cannot be replaced by a new one.',
    where: { file: target },
    found: String((error as NodeJS.ErrnoException).code ?? error),
    expected: 'a folder that can be renamed: not a mount point, inside a writable folder',
    fix: `Name a folder inside this one: --out ${join(target, 'model')}.`,
  };
}
