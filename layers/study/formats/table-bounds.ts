import type { Fault } from '../../base/faults/index.ts';

/**
 * Bounds of a table, checked before anything is decoded, split or matched. Motion capture with every marker has some
 * hundred columns, and the longest number of a double has 310 digits before its point. A file above these bounds is not a
 * table, or was made to slow down its reader.
 */
export const tableBounds = {
  /** Length of the line with the names of the columns. */
  headerBytes: 1_000_000,
  columns: 10_000,
  nameCharacters: 1_000,
  /** Length of a cell in a column that is read. */
  cellBytes: 400,
  /** Lines before `endheader`. */
  openSimHeaderLines: 1_000,
  /** Rows with too few cells that are kept; further ones are counted. */
  oddRows: 1_000,
} as const;

/** The fault of a header that is too long to be split into names; empty if it is not. */
export function headerLengthFaults(file: string, row: number, bytes: number): Fault[] {
  if (bytes <= tableBounds.headerBytes) return [];
  return [
    {
      code: 'HEADER_LONG',
      what: 'The line with the names of the columns is too long.',
      where: { file, row },
      found: `${bytes} bytes`,
      expected: `at most ${tableBounds.headerBytes} bytes`,
      fix: 'Write the names of the columns into the first line and each row of numbers into a line of its own.',
    },
  ];
}

/** Faults of the number of columns and of the length of their names. */
export function headerNameFaults(file: string, row: number, names: readonly string[]): Fault[] {
  const { columns, nameCharacters } = tableBounds;
  if (names.length > columns)
    return [
      {
        code: 'COLUMNS_MANY',
        what: 'The table has too many columns.',
        where: { file, row },
        found: `${names.length} columns`,
        expected: `at most ${columns}`,
        fix: 'Remove the columns that the study does not name.',
      },
    ];
  const at = names.findIndex((name) => name.length > nameCharacters);
  if (at < 0) return [];
  return [
    {
      code: 'COLUMN_NAME_LONG',
      what: 'The name of a column is too long.',
      where: { file, row, column: `column ${at + 1}` },
      found: `${names[at]!.length} characters, beginning with ${JSON.stringify(names[at]!.slice(0, 40))}`,
      expected: `at most ${nameCharacters} characters`,
      fix: 'Give the column a shorter name, and put the same delimiter between all names.',
    },
  ];
}
