import { DatabaseSync } from 'node:sqlite';
import { FaultError } from '../../layers/faults/fault.ts';

/**
 * Takes a folder for this process alone; answers the function that gives it back. SQLite locks its file through
 * the operating system, which lets go of it when the process dies, however it dies.
 */
export function lockDirectory(directory: string): () => void {
  const database = new DatabaseSync(`${directory}/lock`);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
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

/** Whether a living process works in the folder now. */
export function isDirectoryLocked(directory: string): boolean {
  try {
    lockDirectory(directory)();
    return false;
  } catch (error) {
    if (error instanceof FaultError) return true;
    throw error;
  }
}
