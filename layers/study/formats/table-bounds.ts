import type { Fault } from '../../base/faults/index.ts';

/**
 * What a table may hold, looked at before anything is decoded, split or matched. Motion capture with every marker has some
 * hundred columns, and the longest number that a double can be written as has 310 digits before its point: what lies above
 * these bounds is no table, or was made to hold up whoever reads it.
 */
export const tableBounds = {
  /** Line with the names of the columns. */
  headerBytes: 1_000_000,
  columns: 10_000,
  nameCharacters: 1_000,
  /** Cell of a column that is read. */
  cellBytes: 400,
  /** Lines before `endheader`. */
  openSimHeaderLines: 1_000,
  /** Rows whose number of cells is wrong are kept up to this many, and counted beyond. */
  oddRows: 1_000,
} as const;

/** What is wrong with a header that is too long to be split into names; nothing if it may be. */
export function headerLengthFaults(file: string, row: number, bytes: number): Fault[] {
  if (bytes <= tableBounds.headerBytes) return [];
  return [
    {
      code: 'HEADER_LONG',
      what: 'The line with the names of the columns is longer than that of any table.',
      where: { file, row },
      found: `${bytes} bytes`,
      expected: `at most ${tableBounds.headerBytes} bytes`,
      fix: 'Write the names of the columns into the first line and each row of numbers into a line of its own.',
    },
  ];
}

/** What is wrong with the number of columns and the length of their names. */
export function headerNameFaults(file: string, row: number, names: readonly string[]): Fault[] {
  const { columns, nameCharacters } = tableBounds;
  if (names.length > columns)
    return [
      {
        code: 'COLUMNS_MANY',
        what: 'The table has more columns than can be read.',
        where: { file, row },
        found: `${names.length} columns`,
        expected: `at most ${columns}`,
        fix: 'Leave out the columns that the study does not name.',
      },
    ];
  const at = names.findIndex((name) => name.length > nameCharacters);
  if (at < 0) return [];
  return [
    {
      code: 'COLUMN_NAME_LONG',
      what: 'The name of a column is longer than any name.',
      where: { file, row, column: `column ${at + 1}` },
      found: `${names[at]!.length} characters, beginning with ${JSON.stringify(names[at]!.slice(0, 40))}`,
      expected: `at most ${nameCharacters} characters`,
      fix: 'Give the column a shorter name, and put the same delimiter between all names.',
    },
  ];
}
