import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError } from '../../../layers/base/faults/index.ts';
import { makeFolder } from '../../make-folder.ts';

/**
 * Makes a folder with all its content private to its owner: folders 0700, files 0600. From then on, this process creates
 * all files with such modes. Windows has no modes; there, a folder in the user's profile is private by its access list.
 *
 * @throws FaultError DATA_DIR_NOT_PRIVATE, DATA_DIR_NOT_OURS
 * @throws the error of the system if the folder cannot be made
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

/** The rights of other users, as a mask. */
export const ofOthers = 0o077;

/** Names in every data folder that was ever served. */
const ownNames = new Set([
  'authorization',
  'bucket',
  'events',
  'executions',
  'functions.log',
  'lock',
  'world.json',
]);

/** True for a folder with other content, such as a home, whose modes must not change. A new volume has `lost+found`. */
function isOfOtherThings(directory: string): boolean {
  const names = readdirSync(directory).filter((name) => name !== 'lost+found' && name !== '.DS_Store');
  return names.length > 0 && !names.some((name) => ownNames.has(name));
}

function ofOtherThings(directory: string) {
  return {
    code: 'DATA_DIR_NOT_OURS',
    what: 'The folder holds other files than a data folder; as a data folder, all of them would be closed to other users.',
    where: { file: directory },
    found: 'files or folders that no sarcomere process wrote',
    expected: 'an empty folder, one that does not exist yet, or the data folder of an earlier start',
    fix: 'Choose another folder with --data, such as a new one inside this one.',
  };
}

function takeFromOthers(path: string): void {
  const { mode } = statSync(path);
  if (mode & ofOthers) chmodSync(path, mode & 0o700);
}

/** Tightens the files of earlier versions. The folder itself is closed already, so a file that cannot be changed does no harm. */
function tightenBelow(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (!entry.isDirectory() && !entry.isFile()) continue; // a link may lead to another user's file
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
