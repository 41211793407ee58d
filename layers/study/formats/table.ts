import type { Fault } from '../../base/faults/index.ts';
import { tableBounds } from './table-bounds.ts';

/** A cell that holds no number: empty (or NaN, NA, null), text, or longer than any number. */
export interface BadCell {
  /** Line of the file, from 1. */
  readonly row: number;
  readonly kind: 'empty' | 'text' | 'long';
  /** The beginning of the cell. */
  readonly found: string;
  /** Length of a cell that is too long. */
  readonly bytes?: number;
}

/** One column of a table; cells without a number are NaN in `values`. */
export interface Column {
  readonly name: string;
  readonly values: Float64Array;
  /** The first bad cells, at most `mostKept`. */
  readonly badCells: readonly BadCell[];
  readonly badCellCount: number;
}

/** A file as it was read: the wanted columns that are present. */
export interface Table {
  readonly file: string;
  /** Names of all columns, also of the columns that are not wanted. */
  readonly header: readonly string[];
  readonly headerRow: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** Line of the file, from 1, of each row of values. */
  readonly rows: Uint32Array;
  /** The unit of angles, if the file itself states it. */
  readonly angleUnit?: 'deg' | 'rad';
  /** Faults of the table as a whole; its columns may still be used to find more faults. */
  readonly faults: readonly Fault[];
}

/** True for the usual ways to write that there is no number. */
export function meansNoNumber(cell: string): boolean {
  if (cell.length > tableBounds.cellBytes) return false;
  return /^(|nan|[+-]?nan(\(.*\))?|n\/?a|null|none|-|#n\/a)$/i.test(cell.trim());
}

/** The header with undefined for columns that are not wanted. Of columns with the same name, the first counts. */
export function wantedNames(header: readonly string[], wanted: ReadonlySet<string>): (string | undefined)[] {
  const seen = new Set<string>();
  return header.map((name) => {
    if (!wanted.has(name) || seen.has(name)) return undefined;
    seen.add(name);
    return name;
  });
}

/** Names without the spaces around them, and without empty ones at the end. */
export function withoutEmptyEnd(names: readonly string[]): string[] {
  const trimmed = names.map((name) => name.trim());
  return trimmed.slice(0, trimmed.findLastIndex((name) => name !== '') + 1);
}

/** A table without columns, for a file that cannot be read because of these faults. */
export function unreadableTable(file: string, faults: readonly Fault[]): Table {
  return { file, header: [], headerRow: 1, columns: new Map(), rows: new Uint32Array(), faults };
}
