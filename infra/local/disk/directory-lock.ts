import type { DatabaseSync } from 'node:sqlite';
import { FaultError } from '../../../layers/base/faults/index.ts';
import { makeFolder } from '../../make-folder.ts';

/**
 * Locks a folder for this process. SQLite locks its file through the operating system, which releases the lock however
 * the process ends.
 *
 * @returns a function that releases the lock
 * @throws FaultError DATA_DIR_IN_USE, DATA_DIR_UNUSABLE
 */
export function lockDirectory(directory: string): () => void {
  const database = openLock(directory);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw unusable(directory, error as Error);
    throw new FaultError([
      {
        code: 'DATA_DIR_IN_USE',
        what: 'Another process works in this data folder.',
        where: { file: directory },
        found: 'a folder that is locked',
        expected: 'a folder that no other sarcomere process uses',
        fix: 'End the other process, or choose another folder with --data.',
      },
    ]);
  }
  return () => database.close();
}

function openLock(directory: string): DatabaseSync {
  try {
    makeFolder(directory, 0o700);
    const { DatabaseSync } = sqlite();
    return new DatabaseSync(`${directory}/lock`);
  } catch (error) {
    throw unusable(directory, error as Error);
  }
}

/** Loaded at first use, without Node 22's warning that it is experimental: the calls above exist in all versions. */
function sqlite() {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return (error as { errcode?: number }).errcode === 5;
}

function unusable(directory: string, error: Error): FaultError {
  return new FaultError([
    {
      code: 'DATA_DIR_UNUSABLE',
      what: 'The data folder cannot be written.',
      where: { file: directory },
      found: error.message,
      expected: 'a folder that this user may write, on a disk that has space and is not read-only',
      fix: 'Free space there or give yourself the right to write, or choose another folder with --data.',
    },
  ]);
}

/** True if a process works in the folder now. */
export function isDirectoryLocked(directory: string): boolean {
  try {
    lockDirectory(directory)();
    return false;
  } catch (error) {
    if (error instanceof FaultError && error.faults[0]?.code === 'DATA_DIR_IN_USE') return true;
    throw error;
  }
}
