import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError } from '../../../layers/base/faults/index.ts';
import { makeFolder } from '../../make-folder.ts';

/**
 * Makes a folder for its owner alone, with all that lies in it: folders 0700, files 0600. All that this process
 * makes from now on has such modes as well, wherever it lies. Windows has none; there, a folder in the user's own
 * profile is private by its access list.
 *
 * @throws FaultError where it is somebody else's, or holds other things than a data folder does
 */
export function makePrivate(directory: string): void {
  process.umask(ofOthers);
  makeFolder(directory);
  if (isOfOtherThings(directory)) throw new FaultError([ofOtherThings(directory)]);
  try {
    takeFromOthers(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') throw new FaultError([notOurs(directory)]);
    throw error;
  }
  tightenBelow(directory);
}

/** The rights that nobody but the owner shall have. */
export const ofOthers = 0o077;

/** What lies in every data folder that was ever served. */
const ownNames = new Set([
  'authorization',
  'bucket',
  'events',
  'executions',
  'functions.log',
  'lock',
  'world.json',
]);

/** Somebody's home, say: its modes are none of our business. A new volume has `lost+found`. */
function isOfOtherThings(directory: string): boolean {
  const names = readdirSync(directory).filter((name) => name !== 'lost+found' && name !== '.DS_Store');
  return names.length > 0 && !names.some((name) => ownNames.has(name));
}

function ofOtherThings(directory: string) {
  return {
    code: 'DATA_DIR_NOT_OURS',
    what: 'The folder holds other things than a data folder does; as one, all of it would be taken from other users.',
    where: { file: directory },
    found: 'files or folders that no sarcomere process wrote',
    expected: 'an empty folder, one that does not exist yet, or the data folder of an earlier start',
    fix: 'Choose another folder with --data: a new one within this one will do.',
  };
}

function takeFromOthers(path: string): void {
  const { mode } = statSync(path);
  if (mode & ofOthers) chmodSync(path, mode & 0o700);
}

/** What an earlier version left. The folder itself is closed already, so what cannot be changed does no harm. */
function tightenBelow(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory() && !entry.isFile()) continue; // a link may lead to somebody else's file
    try {
      takeFromOthers(path);
    } catch {
      continue;
    }
    if (entry.isDirectory()) tightenBelow(path);
  }
}

function notOurs(directory: string) {
  return {
    code: 'DATA_DIR_NOT_PRIVATE',
    what: 'The data folder would hold recordings that other users of this machine can read.',
    where: { file: directory },
    found: 'a folder of another user, with access for others',
    expected: 'a folder of your own, or one that does not exist yet',
    fix: 'Choose another folder with --data.',
  };
}
