import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import type { Fault } from '../faults/fault.ts';
import { type OddRow, type Scan, scanNumbers } from './scan-numbers.ts';
import { type Table, wantedNames, withoutEmptyEnd } from './table.ts';
import { headerLengthFaults, headerNameFaults, tableBounds } from './table-bounds.ts';
import { scanFaults } from './table-faults.ts';
import { textBytes } from './text-bytes.ts';

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
  const tooLong = headerLengthFaults(file, headerRow, line.bytes);
  if (tooLong.length > 0) return emptyTable(file, tooLong);
  const isQuoted = bytes.includes(QUOTE, lead.end);
  try {
    const header = withoutEmptyEnd(
      isQuoted ? firstRecord(bytes, lead.end, delimiter) : line.text.split(delimiter),
    );
    if (header.length === 0) return emptyTable(file, [noHeader(file)]);
    const unreadable = headerNameFaults(file, headerRow, header);
    if (unreadable.length > 0) return emptyTable(file, unreadable);
    const names = wantedNames(header, wanted);
    const format = { delimiter: delimiter.charCodeAt(0), inRuns: false };
    const bodyRow = lead.rows + 2;
    const scan = isQuoted
      ? scanQuoted(bytes.subarray(lead.end), headerRow, names, delimiter)
      : scanNumbers(bytes, line.end, bodyRow, names, format);
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
    if (error instanceof CsvError) return emptyTable(file, [quoteFault(file, error, lead.rows)]);
    throw error;
  }
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

/** A quote that is never closed makes the rest of the file one cell; it need not be read to its end to be told. */
const quotedOptions = {
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
  max_record_size: tableBounds.headerBytes,
} as const;

function firstRecord(bytes: Uint8Array, start: number, delimiter: string): string[] {
  const records: string[][] = parse(bytes.subarray(start), { ...quotedOptions, delimiter, to: 1 });
  return records[0] ?? [];
}

/** Files with quotes are rare: csv-parse takes the quotes off, and the cells go to the scanner one a line. */
function scanQuoted(
  bytes: Uint8Array,
  headerRow: number,
  names: readonly (string | undefined)[],
  delimiter: string,
): Scan {
  const records = parse(bytes, { ...quotedOptions, delimiter, from: 2, info: true }) as unknown as {
    record: string[];
    info: InfoRecord;
  }[];
  const plain = records.map(({ record }) =>
    record.map((cell) => cell.replaceAll(/[\t\r\n]/g, ' ')).join('\t'),
  );
  const scan = scanNumbers(new TextEncoder().encode(plain.join('\n')), 0, 1, names, {
    delimiter: 9,
    inRuns: false,
  });
  const rowOf = (line: number) => headerRow - 1 + (records[line - 1]?.info.lines ?? line + 1);
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

function quoteFault(file: string, error: CsvError, leadRows: number): Fault {
  const line = Number((error as unknown as { lines?: number }).lines ?? 1);
  return {
    code: 'CSV_QUOTES',
    what: 'The double quotes of the file do not pair.',
    where: { file, row: line + leadRows },
    found: error.code,
    expected: 'cells in pairs of double quotes, or none',
    fix: 'Take the quotes away, or close the one that is open.',
  };
}
