import { FaultError } from '../layers/base/faults/index.ts';
import type { WriteTable } from '../layers/study/formats/index.ts';
import { csv, writerOf } from '../layers/study/formats/index.ts';
import { unusablePath } from './path-fault.ts';
import { realDisk } from './whole/disk.ts';

/**
 * The writer of a table that a command outputs, by the ending of the file. A device or pipe, such as `/dev/stdout`, has no
 * ending and gets CSV, like stdout.
 *
 * @param path undefined for stdout
 * @throws FaultError FILE_ENDING, PATH_UNUSABLE
 */
export function outputWriter(path: string | undefined): WriteTable {
  if (path === undefined) return csv.write;
  const kind = realDisk.kindOf(path);
  if (kind === 'folder') throw new FaultError([unusablePath(path, 'a folder where a file must be')]);
  return kind === 'other' || isDevice(path) ? csv.write : writerOf(path);
}

/** A stream of the process or the system, also if it leads to a file, as `/dev/stdout` does in `predict --out /dev/stdout > x`. */
export function isDevice(path: string): boolean {
  return /^\/(dev|proc)\//.test(path);
}
