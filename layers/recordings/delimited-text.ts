import type { Fault } from '../faults/fault.ts';
import { type Scan, scanNumbers } from './scan-numbers.ts';
import { type Table, wantedNames, withoutEmptyEnd } from './table.ts';
import { headerLengthFaults, headerNameFaults, tableBounds } from './table-bounds.ts';
import { scanFaults } from './table-faults.ts';
import { textBytes } from './text-bytes.ts';
import { type BrokenQuotes, lineOfRow, type Unquoted, unquoted } from './unquoted.ts';

/**
 * Reads a table of numbers from CSV: comma, semicolon or tab between cells; decimal point or, unless the comma parts
 * the cells, decimal comma; LF, CRLF or CR; UTF-8 or UTF-16 with or without mark; an Excel `sep=` line. Only `wanted`
 * columns are read. Bad cells are NaN and told by column; what is wrong with the whole is in `faults`.
 */
export function readDelimited(file: string, raw: Uint8Array, wanted: ReadonlySet<string>): Table {
  const text = textBytes(file, raw);
  if ('fault' in text) return emptyTable(file, [text.fault]);
  const { bytes } = text;
  const lead = leadLine(bytes);
  const delimiter = lead.delimiter ?? sniffDelimiter(firstLines(bytes, lead.end));
  const line = lineAt(bytes, lead.end);
  const headerRow = lead.rows + 1;
  const plain = bytes.includes(QUOTE, lead.end)
    ? withoutQuotes(bytes.subarray(lead.end), delimiter)
    : {
        header: line.text.split(delimiter),
        headerBytes: line.bytes,
        bytes,
        bodyAt: line.end,
        delimiter,
        brokenRows: [],
      };
  if ('found' in plain) return emptyTable(file, [quoteFault(file, plain, lead.rows)]);
  const tooLong = headerLengthFaults(file, headerRow, plain.headerBytes);
  if (tooLong.length > 0) return emptyTable(file, tooLong);
  const header = withoutEmptyEnd(plain.header);
  if (header.length === 0) return emptyTable(file, [noHeader(file)]);
  const unreadable = headerNameFaults(file, headerRow, header);
  if (unreadable.length > 0) return emptyTable(file, unreadable);
  const names = wantedNames(header, wanted);
  const format = { delimiter: plain.delimiter.charCodeAt(0), inRuns: false };
  const scan = onLines(scanNumbers(plain.bytes, plain.bodyAt, 1, names, format), plain, headerRow);
  return {
    file,
    header,
    headerRow,
    columns: new Map(scan.columns.map((column) => [column.name, column])),
    rows: scan.rows,
    faults: scanFaults(file, header, scan),
  };
}

const QUOTE = 34;
const DELIMITERS = ['\t', ';', ','] as const;

/** Excel's `sep=;` in the first line, if there. */
function leadLine(bytes: Uint8Array): { end: number; rows: number; delimiter?: string } {
  const first = lineAt(bytes, 0);
  const match = /^sep=([;,\t])$/i.exec(first.text);
  return match ? { end: first.end, rows: 1, delimiter: match[1]! } : { end: 0, rows: 0 };
}

/**
 * The delimiter that parts the header, and most rows into as many cells as the header. Tab and semicolon go before the
 * comma, which may be a decimal mark or part of a name.
 */
function sniffDelimiter([header = '', ...rows]: string[]): string {
  const counts = (line: string, delimiter: string) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length;
  const fits = (delimiter: string) => {
    const cells = counts(header, delimiter);
    return cells === 1 ? -1 : rows.filter((row) => counts(row, delimiter) === cells).length;
  };
  return DELIMITERS.reduce<string>((best, next) => (fits(next) > fits(best) ? next : best), DELIMITERS[0]);
}

function firstLines(bytes: Uint8Array, start: number): string[] {
  const text = new TextDecoder().decode(bytes.subarray(start, start + 65_536));
  return text.split(/\r\n|\n|\r/).slice(0, 20);
}

/** The line that starts at `start`, without text if no header may be so long, and where the next one starts. */
function lineAt(bytes: Uint8Array, start: number): { text: string; bytes: number; end: number } {
  let end = start;
  while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
  const isShort = end - start <= tableBounds.headerBytes;
  const text = isShort ? new TextDecoder().decode(bytes.subarray(start, end)) : '';
  const isPair = bytes[end] === 13 && bytes[end + 1] === 10;
  return { text, bytes: end - start, end: Math.min(bytes.length, end + (isPair ? 2 : 1)) };
}

/** A table whose quotes are taken off, and its header. */
interface Plain extends Unquoted {
  readonly header: readonly string[];
  readonly headerBytes: number;
  readonly bodyAt: number;
  readonly delimiter: string;
}

function withoutQuotes(bytes: Uint8Array, delimiter: string): Plain | BrokenQuotes {
  const plain = unquoted(bytes, delimiter.charCodeAt(0));
  if ('found' in plain) return plain;
  const { text, bytes: headerBytes, end } = lineAt(plain.bytes, 0);
  return { ...plain, header: text.split('\t'), headerBytes, bodyAt: end, delimiter: '\t' };
}

/** Rows as lines of the file: the scanner counts from the row after the header. */
function onLines(scan: Scan, plain: Plain, headerRow: number): Scan {
  const lineOf = (row: number) => headerRow + lineOfRow(plain, row);
  return {
    ...scan,
    rows: scan.rows.map(lineOf),
    oddRows: scan.oddRows.map((odd) => ({ ...odd, row: lineOf(odd.row) })),
    columns: scan.columns.map((column) => ({
      ...column,
      badCells: column.badCells.map((cell) => ({ ...cell, row: lineOf(cell.row) })),
    })),
    commaRow: scan.commaRow === undefined ? undefined : lineOf(scan.commaRow),
    pointRow: scan.pointRow === undefined ? undefined : lineOf(scan.pointRow),
  };
}

function emptyTable(file: string, faults: Fault[]): Table {
  return { file, header: [], headerRow: 1, columns: new Map(), rows: new Uint32Array(), faults };
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

function quoteFault(file: string, { line, found }: BrokenQuotes, leadRows: number): Fault {
  return {
    code: 'CSV_QUOTES',
    what: 'The double quotes of the file do not pair.',
    where: { file, row: leadRows + line + 1 },
    found,
    expected: 'cells in pairs of double quotes, or none',
    fix: 'Take the quotes away, or close the one that is open.',
  };
}
