import type { Table } from './table.ts';

/** One file format of tables, and how its files are recognised. */
export interface Format {
  /** Endings of file names, in lower case and with the point: `.csv`. */
  readonly endings: readonly string[];
  /** Media types of its content, in lower case and without parameters. */
  readonly mediaTypes: readonly string[];
  /** Name of the time column by convention. */
  readonly timeColumn?: string;
}

/** A format in which tables are read. */
export interface ReadFormat extends Format {
  /** Never throws: faults of the file are in the table's `faults`. */
  readonly read: ReadTable;
}

/** A format in which tables are written. */
export interface WrittenFormat extends Format {
  readonly write: WriteTable;
}

/**
 * Reads the wanted columns of a file.
 *
 * @param file name of the file, for faults
 * @param wanted names of the columns to read; other columns are skipped
 */
export type ReadTable = (file: string, bytes: Uint8Array, wanted: ReadonlySet<string>) => Table;

/** The bytes of a file that holds the table. */
export type WriteTable = (table: WrittenTable) => Uint8Array | Promise<Uint8Array>;

/** A table to write: columns of one length. */
export interface WrittenTable {
  /** Title of the table, for formats that have a place for a title. */
  readonly title: string;
  readonly columns: readonly WrittenColumn[];
}

/** A column to write. */
export interface WrittenColumn {
  /** Name of the column, which ends in the unit: `time_s`, `knee_flexion_deg`. */
  readonly name: string;
  /** The unit, if some format treats it in a special way. */
  readonly unit?: 's' | 'deg' | 'rad';
  readonly values: Float64Array | readonly boolean[];
  /** A number as text. Default: all its digits. Binary formats keep all digits. */
  readonly textOf?: (value: number) => string;
}

/** The format with an ending of the file's name; if two fit, the one with the longer ending. */
export function formatByEnding<F extends Format>(formats: readonly F[], file: string): F | undefined {
  const name = file.toLowerCase();
  const fitting = formats.flatMap((format) =>
    format.endings.filter((ending) => name.endsWith(ending)).map((ending) => ({ format, ending })),
  );
  return fitting.toSorted((a, b) => b.ending.length - a.ending.length)[0]?.format;
}

/** The cell of a column as a text format writes it; a flag is 0 or 1. */
export function cellText({ values, textOf = String }: WrittenColumn, row: number): string {
  return textOf(Number(values[row]));
}

/** `toFixed` for small numbers, several times faster: half a minute of EMG is 150,000 cells. */
export function textWithDecimals(digits: number): (value: number) => string {
  const scale = 10 ** digits;
  return (value) => {
    const whole = Math.round(Math.abs(value) * scale);
    const sign = value < 0 && whole > 0 ? '-' : '';
    const fraction = whole % scale;
    return `${sign}${(whole - fraction) / scale}.${String(fraction + scale).slice(1)}`;
  };
}
