import type { Fault } from '../../base/faults/index.ts';
import { cellText, type ReadFormat, type WrittenFormat, type WrittenTable } from './format.ts';
import { scanFaults } from './scan-faults.ts';
import { type OddRow, type Scan, scanNumbers } from './scan-numbers.ts';
import { type Table, unreadableTable, wantedNames, withoutEmptyEnd } from './table.ts';
import { headerLengthFaults, headerNameFaults, tableBounds } from './table-bounds.ts';
import { textBytes } from './text-bytes.ts';
import { QuoteError, unquote } from './unquote.ts';

/** Text with commas between cells (RFC 4180). Other delimiters are read, too. */
export const csv: ReadFormat & WrittenFormat = {
  endings: ['.csv'],
  mediaTypes: ['text/csv'],
  read: readDelimited,
  write: (table) => new TextEncoder().encode(delimitedText(table)),
};

/** Text with tabs between cells. */
export const tsv: ReadFormat & WrittenFormat = {
  endings: ['.tsv'],
  mediaTypes: ['text/tab-separated-values'],
  read: readDelimited,
  write: (table) => new TextEncoder().encode(delimitedText(table, '\t')),
};

/**
 * Reads a table of numbers from CSV: comma, semicolon or tab between cells; decimal point or, unless the comma separates
 * cells, decimal comma; LF, CRLF or CR; UTF-8 or UTF-16 with or without mark; an Excel `sep=` line. Only `wanted` columns
 * are read. Bad cells are NaN and listed by column; faults of the table as a whole are in `faults`.
 */
export function readDelimited(file: string, raw: Uint8Array, wanted: ReadonlySet<string>): Table {
  const text = textBytes(file, raw);
  if ('fault' in text) return unreadableTable(file, [text.fault]);
  const { bytes } = text;
  const lead = leadLine(bytes);
  const headerRow = lead.rows + 1;
  const delimiter = lead.delimiter ?? sniffDelimiter(firstLines(bytes, lead.end));
  try {
    const head = headerAt(bytes, lead.end, headerRow, delimiter);
    const tooLong = headerLengthFaults(file, headerRow, head.end - lead.end);
    if (tooLong.length > 0) return unreadableTable(file, tooLong);
    const header = withoutEmptyEnd(head.names);
    if (header.length === 0) return unreadableTable(file, [noHeader(file)]);
    const unreadable = headerNameFaults(file, headerRow, header);
    if (unreadable.length > 0) return unreadableTable(file, unreadable);
    const scan = scanRows(bytes, head, wantedNames(header, wanted), delimiter);
    const columns = new Map(scan.columns.map((column) => [column.name, column]));
    return {
      file,
      header,
      headerRow,
      columns,
      rows: scan.rows,
      faults: scanFaults(file, header, scan),
    };
  } catch (error) {
    if (error instanceof QuoteError) return unreadableTable(file, [quoteFault(file, error)]);
    throw error;
  }
}

/** A table as text, with a line feed after each line. */
export function delimitedText(table: Pick<WrittenTable, 'columns'>, delimiter = ','): string {
  return `${delimitedLines(table, delimiter).join('\n')}\n`;
}

/** A table as lines without their ends, the names of the columns first. A name with the delimiter in it is quoted. */
export function delimitedLines({ columns }: Pick<WrittenTable, 'columns'>, delimiter = ','): string[] {
  const rows = columns[0]?.values.length ?? 0;
  const lines = new Array<string>(rows + 1);
  lines[0] = columns.map(({ name }) => quotedName(name, delimiter)).join(delimiter);
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = 0; at < columns.length; at++) {
      const cell = cellText(columns[at]!, row);
      line = at === 0 ? cell : `${line}${delimiter}${cell}`;
    }
    lines[row + 1] = line;
  }
  return lines;
}

function quotedName(name: string, delimiter: string): string {
  const isPlain = !name.includes(delimiter) && !/["\r\n]/.test(name);
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

const tab = 9;
const quote = 34;
const delimiters = ['\t', ';', ','] as const;

/** Excel's `sep=;` in the first line, if present. */
function leadLine(bytes: Uint8Array): { end: number; rows: number; delimiter?: string } {
  const first = lineAt(bytes, 0);
  const match = /^sep=([;,\t])$/i.exec(first.text);
  return match ? { end: first.end, rows: 1, delimiter: match[1]! } : { end: 0, rows: 0 };
}

/**
 * The delimiter that splits most rows into as many cells as the header. Tab and semicolon take precedence over the comma,
 * which may be a decimal mark or part of a name.
 */
function sniffDelimiter([header = '', ...rows]: string[]): string {
  const counts = (line: string, delimiter: string) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length;
  const fits = (delimiter: string) => {
    const cells = counts(header, delimiter);
    return cells === 1 ? -1 : rows.filter((row) => counts(row, delimiter) === cells).length;
  };
  return delimiters.reduce<string>((best, next) => (fits(next) > fits(best) ? next : best), delimiters[0]);
}

function firstLines(bytes: Uint8Array, start: number): string[] {
  const text = new TextDecoder().decode(bytes.subarray(start, start + 65_536));
  return text.split(/\r\n|\n|\r/).slice(0, 20);
}

/** The line that starts at `start`, its text empty if it is too long for a header, and the start of the next line. */
function lineAt(bytes: Uint8Array, start: number): { text: string; end: number } {
  let end = start;
  while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
  const isShort = end - start <= tableBounds.headerBytes;
  const text = isShort ? new TextDecoder().decode(bytes.subarray(start, end)) : '';
  const isPair = bytes[end] === 13 && bytes[end + 1] === 10;
  return { text, end: Math.min(bytes.length, end + (isPair ? 2 : 1)) };
}

interface Header {
  readonly names: string[];
  /** Byte and line of the file at which the rows start. */
  readonly end: number;
  readonly nextRow: number;
}

function headerAt(bytes: Uint8Array, start: number, row: number, delimiter: string): Header {
  const { text, end } = lineAt(bytes, start);
  if (!text.includes('"')) return { names: text.split(delimiter), end, nextRow: row + 1 };
  const most = bytes.subarray(0, start + mostQuotedHeaderBytes);
  const quoted = unquote(most, start, { delimiter: delimiter.charCodeAt(0), firstRow: row, most: 1 });
  const names = new TextDecoder().decode(quoted.bytes).split('\t');
  return { names, end: quoted.end, nextRow: quoted.rowOf(2) };
}

/** Bound of the search for a closing quote, so that an open quote does not cost a walk through a large file. */
const mostQuotedHeaderBytes = 1024 ** 2;

/** Rows are unquoted only if they have quotes themselves, whatever the header has. */
function scanRows(
  bytes: Uint8Array,
  { end, nextRow }: Header,
  names: readonly (string | undefined)[],
  delimiter: string,
): Scan {
  const format = { delimiter: delimiter.charCodeAt(0), inRuns: false };
  if (!bytes.includes(quote, end)) return scanNumbers(bytes, end, nextRow, names, format);
  const { bytes: plain, rowOf } = unquote(bytes, end, { delimiter: format.delimiter, firstRow: nextRow });
  return movedTo(rowOf, scanNumbers(plain, 0, 1, names, { delimiter: tab, inRuns: false }));
}

/** The scan of unquoted rows, with their lines in the file. */
function movedTo(rowOf: (line: number) => number, scan: Scan): Scan {
  const moved = (odd: OddRow): OddRow => ({ ...odd, row: rowOf(odd.row) });
  return {
    ...scan,
    rows: scan.rows.map(rowOf),
    oddRows: scan.oddRows.map(moved),
    columns: scan.columns.map((column) => ({
      ...column,
      badCells: column.badCells.map((cell) => ({ ...cell, row: rowOf(cell.row) })),
    })),
    commaRow: scan.commaRow === undefined ? undefined : rowOf(scan.commaRow),
    pointRow: scan.pointRow === undefined ? undefined : rowOf(scan.pointRow),
  };
}

function noHeader(file: string): Fault {
  return {
    code: 'FILE_EMPTY',
    what: 'The file holds no table.',
    where: { file, row: 1 },
    found: 'no header',
    expected: 'names of columns in the first row',
    fix: 'Upload the file again; it may have been cut off.',
  };
}

function quoteFault(file: string, { found, row }: QuoteError): Fault {
  return {
    code: 'CSV_QUOTES',
    what: 'The double quotes of the file do not pair.',
    where: { file, row },
    found,
    expected: 'cells in pairs of double quotes, or none',
    fix: 'Remove the quotes, or close the open one.',
  };
}
