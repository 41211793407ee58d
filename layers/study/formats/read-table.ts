import { csv, tsv } from './delimited-text.ts';
import { formatByEnding, type ReadFormat } from './format.ts';
import { openSim } from './open-sim.ts';
import type { Table } from './table.ts';

/** Every format that tables are read in. A new one is a file of its own and its name here. */
const formats: readonly ReadFormat[] = [csv, tsv, openSim];

/** The format that the ending of a file's name says; undefined if none is known by it. */
export function readFormatOf(file: string): ReadFormat | undefined {
  return formatByEnding(formats, file);
}

/**
 * Reads the wanted columns of a file in the format that its ending says. A file of another ending is read as delimited
 * text, as instruments write it under many endings.
 */
export function readTable(file: string, bytes: Uint8Array, wanted: ReadonlySet<string>): Table {
  return (readFormatOf(file) ?? csv).read(file, bytes, wanted);
}

/** The format that content of a media type is read in; undefined if there is none. */
export function formatOfContent(mediaType: string): ReadFormat | undefined {
  return formats.find(({ mediaTypes }) => mediaTypes.includes(mediaType));
}

/** The media types that `formatOfContent` knows. */
export const readMediaTypes = formats.flatMap(({ mediaTypes }) => mediaTypes);
