import type { Table } from '../formats/index.ts';
import { readFormatOf } from '../formats/index.ts';

/**
 * The name of a table's time column: the name in the manifest. If the table has no such column, the name is that of the
 * file's format, such as OpenSim's `time`.
 */
export function timeColumnOf({ file, header }: Pick<Table, 'file' | 'header'>, given: string): string {
  const usual = readFormatOf(file)?.timeColumn;
  return usual === undefined || header.includes(given) ? given : usual;
}

/** The names that the time column of a file may have, for the list of wanted columns. */
export function timeColumnNames(file: string, given: string): string[] {
  return [given, readFormatOf(file)?.timeColumn ?? []].flat();
}
