import { type Fault, FaultError } from '../faults/fault.ts';
import { csv, tsv } from './delimited-text.ts';
import type { Format, WriteTable } from './format.ts';
import { openSim } from './open-sim.ts';
import { parquet } from './parquet.ts';
import { emptyTable, type Table } from './table.ts';

/** Every format that tables are read from or written to. A new one is a file of its own and its name here. */
const formats: readonly Format[] = [csv, tsv, openSim, parquet];

/** The format that the ending of a file's name says; of two that fit, the longer one. */
export function formatOf(file: string): Format | undefined {
  const name = file.toLowerCase();
  const fitting = formats.flatMap((format) =>
    format.endings.filter((ending) => name.endsWith(ending)).map((ending) => ({ format, ending })),
  );
  return fitting.toSorted((a, b) => b.ending.length - a.ending.length)[0]?.format;
}

/**
 * Reads the wanted columns of a file in the format that its ending says. A file of another ending is read as delimited
 * text, as instruments write it under many endings.
 */
export function readTable(file: string, bytes: Uint8Array, wanted: ReadonlySet<string>): Table {
  const { read } = formatOf(file) ?? csv;
  return read ? read(file, bytes, wanted) : emptyTable(file, [notRead(file)]);
}

/** The format that content of a media type is read in; undefined if there is none. */
export function readFormatOf(mediaType: string): Format | undefined {
  return formats.find(({ read, mediaTypes }) => read !== undefined && mediaTypes.includes(mediaType));
}

/** The media types that `readFormatOf` knows. */
export const readMediaTypes = formats.flatMap(({ read, mediaTypes }) => (read ? mediaTypes : []));

/** The endings of files that can be written. */
export const writtenEndings = formats.flatMap(({ write, endings }) => (write ? endings : []));

/** The writer of the format that the ending of a file's name says. @throws FaultError FILE_ENDING */
export function writerOf(file: string): WriteTable {
  const write = formatOf(file)?.write;
  if (write) return write;
  throw new FaultError([notWritten(file)]);
}

function notRead(file: string): Fault {
  return {
    code: 'FILE_ENDING',
    what: 'Files of this format are written, but not read.',
    where: { file },
    found: `a ${formatOf(file)!.name} file`,
    expected: `a table that ends in ${listed(formats.flatMap(({ read, endings }) => (read ? endings : [])))}`,
    fix: 'Export the table in one of these formats.',
  };
}

function notWritten(file: string): Fault {
  const format = formatOf(file);
  return {
    code: 'FILE_ENDING',
    what: format
      ? 'Files of this format are read, but not written.'
      : 'The ending of the file says no format that can be written.',
    where: { file },
    found: /\.[^./\\]*$/.exec(file)?.[0] ?? 'no ending',
    expected: listed(writtenEndings),
    fix: 'Give the file one of these endings.',
  };
}

function listed(endings: readonly string[]): string {
  return `one of ${endings.join(', ')}`;
}
