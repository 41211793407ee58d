import { csv, tsv } from './delimited-text.ts';
import { formatByEnding, type ReadFormat } from './format.ts';
import { openSim } from './open-sim.ts';
import type { Table } from './table.ts';

/** Every format in which tables are read. To add one, write a file for it and list it here. */
const formats: readonly ReadFormat[] = [csv, tsv, openSim];

/** The format for the ending of a file's name; undefined if there is none. */
export function readFormatOf(file: string): ReadFormat | undefined {
  return formatByEnding(formats, file);
}

/**
 * Reads the wanted columns of a file in the format of its ending. A file with any other ending is read as delimited text,
 * since instruments write it under many endings.
 */
export function readTable(file: string, bytes: Uint8Array, wanted: ReadonlySet<string>): Table {
  return (readFormatOf(file) ?? csv).read(file, bytes, wanted);
}

/** The format in which content of a media type is read; undefined if there is none. */
export function formatOfContent(mediaType: string): ReadFormat | undefined {
  return formats.find(({ mediaTypes }) => mediaTypes.includes(mediaType));
}

/** The media types with a format, for `formatOfContent`. */
export const readMediaTypes = formats.flatMap(({ mediaTypes }) => mediaTypes);
