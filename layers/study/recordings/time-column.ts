import type { Table } from '../formats/index.ts';
import { readFormatOf } from '../formats/index.ts';

/**
 * The name of a table's time column: the one that the manifest gives. If the table has no such column, it is the one that
 * the format of the file prescribes, such as OpenSim's `time`.
 */
export function timeColumnOf({ file, header }: Pick<Table, 'file' | 'header'>, given: string): string {
  const usual = readFormatOf(file)?.timeColumn;
  return usual === undefined || header.includes(given) ? given : usual;
}

/** The names that the time column of a file may have, to ask a reader for them. */
export function timeColumnNames(file: string, given: string): string[] {
  return [given, readFormatOf(file)?.timeColumn ?? []].flat();
}
