import { readDelimited } from './delimited-text.ts';
import { readSto } from './sto.ts';
import type { Table } from './table.ts';

/** Reads the wanted columns of a file by the format that its ending says: OpenSim for .sto and .mot, else CSV. */
export function readTable(file: string, bytes: Uint8Array, wanted: ReadonlySet<string>): Table {
  return isOpenSim(file) ? readSto(file, bytes, wanted) : readDelimited(file, bytes, wanted);
}

/** OpenSim's own files, whose time column is called `time`. */
export function isOpenSim(file: string): boolean {
  return /\.(sto|mot)$/i.test(file);
}
