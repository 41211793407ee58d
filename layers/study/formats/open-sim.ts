import type { Fault } from '../../base/faults/index.ts';
import { degreesOf } from '../../base/numbers/index.ts';
import {
  cellText,
  type ReadFormat,
  type WrittenColumn,
  type WrittenFormat,
  type WrittenTable,
} from './format.ts';
import { scanFaults } from './scan-faults.ts';
import { scanNumbers } from './scan-numbers.ts';
import { type Table, unreadableTable, wantedNames, withoutEmptyEnd } from './table.ts';
import { headerLengthFaults, headerNameFaults, tableBounds } from './table-bounds.ts';
import { textBytes } from './text-bytes.ts';

/** OpenSim's tables of numbers; their time column is `time`. */
export const openSim: ReadFormat & WrittenFormat = {
  endings: ['.sto', '.mot'],
  mediaTypes: [],
  timeColumn: 'time',
  read: readSto,
  write: writeSto,
};

/**
 * Reads an OpenSim `.sto` or `.mot`: header lines up to `endheader`, a line of names, rows of numbers between tabs or
 * spaces. Only `wanted` columns are read. Variants of real files are accepted: spaces around names, a tab after the last
 * cell, `datarows` for `nRows`, no line end after the last row, commas or semicolons between cells and after `endheader`,
 * as spreadsheets save them. A table shorter than its `nRows` is a fault: it was cut off.
 */
export function readSto(file: string, raw: Uint8Array, wanted: ReadonlySet<string>): Table {
  const text = textBytes(file, raw);
  if ('fault' in text) return unreadableTable(file, [text.fault]);
  const { bytes } = text;
  const head = readHead(bytes);
  if (!head) return unreadableTable(file, [noEndheader(file)]);
  const tooLong = headerLengthFaults(file, head.namesRow, head.nameBytes);
  if (tooLong.length > 0) return unreadableTable(file, tooLong);
  const delimiter = head.delimiter ?? (head.names.includes('\t') ? '\t' : undefined);
  const names = delimiter === undefined ? head.names.trim().split(/\s+/) : head.names.split(delimiter);
  const header = withoutEmptyEnd(names);
  if (header.length === 0) return unreadableTable(file, [noNames(file, head.namesRow)]);
  const unreadable = headerNameFaults(file, head.namesRow, header);
  if (unreadable.length > 0) return unreadableTable(file, unreadable);
  const named = wantedNames(header, wanted);
  const format = { delimiter: (delimiter ?? '\t').charCodeAt(0), inRuns: delimiter === undefined };
  const scan = scanNumbers(bytes, head.end, head.namesRow + 1, named, format);
  const isShort = head.rows !== undefined && scan.rows.length < head.rows;
  const faults = scanFaults(file, header, scan);
  if (isShort) faults.push(cutOff(file, head.rows!, scan.rows.length));
  return {
    file,
    header,
    headerRow: head.namesRow,
    columns: new Map(scan.columns.map((column) => [column.name, column])),
    rows: scan.rows,
    ...(head.angleUnit && { angleUnit: head.angleUnit }),
    faults,
  };
}

/**
 * Writes an OpenSim `.sto` or `.mot`, version 1. The header states one unit for all angles of the file: they are written in
 * degrees.
 */
function writeSto({ title, columns: given }: WrittenTable): Uint8Array {
  const columns = inDegrees(given);
  const rows = columns[0]?.values.length ?? 0;
  const lines = [
    oneLine(title),
    'version=1',
    `nRows=${rows}`,
    `nColumns=${columns.length}`,
    'inDegrees=yes',
    'endheader',
    columns.map((column) => (column.unit === 's' ? 'time' : oneWord(column.name))).join('\t'),
  ];
  for (let row = 0; row < rows; row++) lines.push(columns.map((column) => cellText(column, row)).join('\t'));
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}

/** Columns in radians become columns in degrees, unless the table also has the same angle in degrees. */
function inDegrees(columns: readonly WrittenColumn[]): WrittenColumn[] {
  const names = new Set(columns.map(({ name }) => name));
  return columns.flatMap((column) => {
    if (column.unit !== 'rad' || !(column.values instanceof Float64Array)) return [column];
    const name = column.name.replace(/(_rad)?$/, '_deg');
    if (names.has(name)) return [];
    return [{ ...column, name, unit: 'deg' as const, values: column.values.map(degreesOf) }];
  });
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ');
}

/** A name with underscores in place of spaces, which would split it. */
function oneWord(name: string): string {
  return name.trim().replaceAll(/\s+/g, '_');
}

interface Head {
  /** The line of names; empty if it is too long. */
  readonly names: string;
  readonly nameBytes: number;
  readonly namesRow: number;
  /** Byte at which the rows start. */
  readonly end: number;
  readonly rows: number | undefined;
  readonly angleUnit: 'deg' | 'rad' | undefined;
  /** Delimiter of a spreadsheet in place of tabs. */
  readonly delimiter: ',' | ';' | undefined;
}

function readHead(bytes: Uint8Array): Head | undefined {
  const decoder = new TextDecoder();
  let at = 0;
  let row = 0;
  let rows: number | undefined;
  let angleUnit: 'deg' | 'rad' | undefined;
  let delimiter: ',' | ';' | undefined;
  let isOver = false;
  while (at < bytes.length && row < tableBounds.openSimHeaderLines) {
    let end = at;
    while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++;
    // A line before `endheader` that is longer than any setting is a remark.
    const lineBytes = end - at;
    const isRead = lineBytes <= (isOver ? tableBounds.headerBytes : longestSetting);
    const names = isRead ? decoder.decode(bytes.subarray(at, end)) : '';
    const line = names.trim();
    const isPair = bytes[end] === 13 && bytes[end + 1] === 10;
    at = Math.min(bytes.length, end + (isPair ? 2 : 1));
    row++;
    if (isOver && (line !== '' || !isRead))
      return { names, nameBytes: lineBytes, namesRow: row, end: at, rows, angleUnit, delimiter };
    const [key, value] = settingOf(line.replace(/[,;]+$/, ''));
    if ((key === 'nrows' || key === 'datarows') && /^\d+$/.test(value)) rows = Number(value);
    if (key === 'indegrees') angleUnit = /^(yes|true|1)$/i.test(value) ? 'deg' : 'rad';
    const closing = /^endheader([,;]?)[,;]*$/i.exec(line);
    if (closing) {
      isOver = true;
      delimiter = closing[1] === ',' || closing[1] === ';' ? closing[1] : undefined;
    }
  }
  return isOver ? { names: '', nameBytes: 0, namesRow: row, end: at, rows, angleUnit, delimiter } : undefined;
}

const longestSetting = 1_000;

/** The two words of `nRows=12` or `nRows 12`, the key in lower case; two empty strings for any other line. */
function settingOf(line: string): [key: string, value: string] {
  const keyEnd = line.search(/[\s=]/);
  if (keyEnd <= 0) return ['', ''];
  const rest = line.slice(keyEnd).trim();
  const value = (rest.startsWith('=') ? rest.slice(1) : rest).trim();
  return value === '' || /\s/.test(value) ? ['', ''] : [line.slice(0, keyEnd).toLowerCase(), value];
}

function noEndheader(file: string): Fault {
  return {
    code: 'STO_HEADER',
    what: 'The OpenSim file has no end of header.',
    where: { file, row: 1 },
    found: "no line 'endheader'",
    expected: "header lines, then 'endheader', then names, then numbers",
    fix: 'Export the file from OpenSim again. If it is CSV, give it the ending .csv, also in the manifest.',
  };
}

function noNames(file: string, row: number): Fault {
  return {
    code: 'FILE_EMPTY',
    what: 'The file holds no table.',
    where: { file, row },
    found: "nothing after 'endheader'",
    expected: 'a line of column names, then rows of numbers',
    fix: 'Upload the file again; it may have been cut off.',
  };
}

function cutOff(file: string, expected: number, found: number): Fault {
  return {
    code: 'STO_ROWS',
    what: 'The table has fewer rows than its header states.',
    where: { file },
    found: `${found} rows`,
    expected: `${expected} rows`,
    fix: 'Upload the file again: it was cut off. If rows were removed on purpose, correct nRows in the header.',
  };
}
