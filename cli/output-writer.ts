import type { WriteTable } from '../layers/study/formats/index.ts';
import { csv, writerOf } from '../layers/study/formats/index.ts';
import { realDisk } from './whole/disk.ts';

/**
 * The writer of a table that a command puts out: that of the file's ending. What is no regular file, such as `/dev/stdout` or
 * a pipe, has no ending that says a format, and gets CSV as stdout does.
 *
 * @param path undefined for stdout
 * @throws FaultError FILE_ENDING
 */
export function outputWriter(path: string | undefined): WriteTable {
  const isStream = path === undefined || realDisk.kindOf(path) === 'other';
  return isStream ? csv.write : writerOf(path);
}
