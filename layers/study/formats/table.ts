import type { Fault } from '../../base/faults/index.ts';
import { tableBounds } from './table-bounds.ts';

/** A cell that holds no number: empty (or NaN, NA, null), text, or longer than any number. */
export interface BadCell {
  /** Line of the file, from 1. */
  readonly row: number;
  readonly kind: 'empty' | 'text' | 'long';
  /** Its beginning. */
  readonly found: string;
  /** How long it is, if it is too long. */
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

/** What a reader of a file gives: the columns that were asked for, where they are present. */
export interface Table {
  readonly file: string;
  /** Every column's name, also of those that were not asked for. */
  readonly header: readonly string[];
  readonly headerRow: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** Line of the file, from 1, of each row of values. */
  readonly rows: Uint32Array;
  /** The unit of angles, where the file itself states it. */
  readonly angleUnit?: 'deg' | 'rad';
  /** What is wrong with the table as a whole; its columns may still be used to find more. */
  readonly faults: readonly Fault[];
}

/** Is it one of the usual ways to write that there is no number? */
export function meansNoNumber(cell: string): boolean {
  if (cell.length > tableBounds.cellBytes) return false;
  return /^(|nan|[+-]?nan(\(.*\))?|n\/?a|null|none|-|#n\/a)$/i.test(cell.trim());
}

/** The header with what is not wanted left undefined. Of columns with the same name the first counts. */
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

/** A table of which nothing could be read, and why. */
export function emptyTable(file: string, faults: readonly Fault[]): Table {
  return { file, header: [], headerRow: 1, columns: new Map(), rows: new Uint32Array(), faults };
}
