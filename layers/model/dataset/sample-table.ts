import { matrixColumn } from '../../base/numbers/index.ts';
import { columnsOfQuantity, type OutputName } from './outputs.ts';

/**
 * Use of a row. Held-out rows are never in training. Support rows are training rows of another sub-domain that complete the
 * stencils of neighbouring rows; neither their labels nor their residual count. History rows are earlier samples, used only
 * for the lags of later rows.
 */
export const rowUses = { train: 0, validation: 1, heldOut: 2, support: 3, history: 4 } as const;
export type RowUse = (typeof rowUses)[keyof typeof rowUses];

/**
 * Samples at the model rate, one for each row, ready for training. Matrices are row-major.
 * A missing label is NaN: the row still has its inputs, and its torque if that is known.
 */
export interface SampleTable {
  readonly rows: number;
  readonly inputNames: readonly string[];
  /** Columns of `labels`: those of the networks' outputs. */
  readonly outputs: readonly OutputName[];
  /**
   * rows x inputNames, no unit. In a prepared table: envelope, mean and deviation of each channel at the time of the row.
   * After `withInputs`: all inputs of the networks, with lags and names.
   */
  readonly inputs: Float32Array;
  readonly timeS: Float64Array;
  /** Index into the problem's recordings. */
  readonly recording: Int32Array;
  /** Neighbouring rows of one block are consecutive samples of one recording, so derivatives exist there. */
  readonly block: Int32Array;
  readonly use: Uint8Array;
  /** rows x outputs, each in the unit of its quantity; angles in the joint's own sign convention. */
  readonly labels: Float32Array;
  /**
   * rows x coordinates, which are the outputs that are angles: torque of all muscles together about the coordinate, measured
   * or from the equation of motion; NaN if unknown. If torque is an output, `labels` hold it too, in held-out rows only if it was
   * measured: errors are those against measured torques.
   */
  readonly torqueNm: Float32Array;
}

export function emptyTable(
  rows: number,
  inputNames: readonly string[],
  outputs: readonly OutputName[],
): SampleTable {
  return {
    rows,
    inputNames,
    outputs,
    inputs: new Float32Array(rows * inputNames.length),
    timeS: new Float64Array(rows),
    recording: new Int32Array(rows),
    block: new Int32Array(rows),
    use: new Uint8Array(rows),
    labels: new Float32Array(rows * outputs.length).fill(Number.NaN),
    torqueNm: new Float32Array(rows * coordinatesOf(outputs)).fill(Number.NaN),
  };
}

/** The rows with the given indices, in that order. If rows are no longer neighbours, the caller must renumber blocks. */
export function takeRows(table: SampleTable, indices: ArrayLike<number>): SampleTable {
  const taken = emptyTable(indices.length, table.inputNames, table.outputs);
  for (let to = 0, next = 0; to < indices.length; to = next) {
    const first = indices[to]!;
    for (next = to + 1; indices[next] === first + next - to; ) next++;
    copyRows(table, first, next - to, taken, to);
  }
  return taken;
}

/**
 * Rows of a table with `historyRows` samples before each as history, all in the table's order.
 *
 * @param rows in ascending order
 * @param historyRows number of samples, fewer at the start of a recording
 * @returns the new table, and the index in `table` of each of its rows
 */
export function takeWithHistory(
  table: SampleTable,
  rows: ArrayLike<number>,
  historyRows: number,
): { readonly taken: SampleTable; readonly indices: Uint32Array } {
  const firstOf = (at: number) => {
    let first = Math.max(at === 0 ? 0 : rows[at - 1]! + 1, rows[at]! - historyRows);
    while (table.recording[first] !== table.recording[rows[at]!]) first++;
    return first;
  };
  let count = 0;
  for (let at = 0; at < rows.length; at++) count += rows[at]! - firstOf(at) + 1;
  const indices = new Uint32Array(count);
  const own = new Uint32Array(rows.length);
  let to = 0;
  for (let at = 0; at < rows.length; at++) {
    for (let row = firstOf(at); row <= rows[at]!; row++) indices[to++] = row;
    own[at] = to - 1;
  }
  const taken = takeRows(table, indices);
  taken.use.fill(rowUses.history);
  for (let at = 0; at < rows.length; at++) taken.use[own[at]!] = table.use[rows[at]!]!;
  forgetHistory(taken);
  return { taken, indices };
}

/** Clears everything but the EMG in history rows. */
function forgetHistory({ rows, use, outputs, labels, torqueNm }: SampleTable): void {
  const width = outputs.length;
  const coordinates = coordinatesOf(outputs);
  for (let row = 0; row < rows; row++) {
    if (use[row] !== rowUses.history) continue;
    labels.fill(Number.NaN, row * width, (row + 1) * width);
    torqueNm.fill(Number.NaN, row * coordinates, (row + 1) * coordinates);
  }
}

/**
 * All rows of several tables, one after another. History rows at the start of a table are left out if they repeat the last
 * rows of the previous table, so that a recording that was divided between the tables is whole again.
 */
export function concatTables(tables: readonly SampleTable[]): SampleTable {
  return joinedTables(
    tables,
    tables.map((table, at) => repeatedRows(tables[at - 1], table)),
  );
}

/** All rows of several tables, one after another. @param skipped number of rows at the start of each that are left out */
export function joinedTables(
  tables: readonly SampleTable[],
  skipped: readonly number[] = tables.map(() => 0),
): SampleTable {
  const first = tables[0];
  if (!first) throw new RangeError('no tables to put together');
  const rows = tables.reduce((sum, table, at) => sum + table.rows - skipped[at]!, 0);
  const all = emptyTable(rows, first.inputNames, first.outputs);
  let start = 0;
  for (const [at, table] of tables.entries()) {
    const skip = skipped[at]!;
    copyRows(table, skip, table.rows - skip, all, start);
    start += table.rows - skip;
  }
  return all;
}

/** Number of history rows at the start of a table, if the previous table ends with the same samples; otherwise 0. */
function repeatedRows(before: SampleTable | undefined, { rows, use, recording, timeS }: SampleTable): number {
  let history = 0;
  while (history < rows && use[history] === rowUses.history) history++;
  if (!before || history > before.rows) return 0;
  const from = before.rows - history;
  for (let at = 0; at < history; at++) {
    const isSame = recording[at] === before.recording[from + at] && timeS[at] === before.timeS[from + at];
    if (!isSame) return 0;
  }
  return history;
}

/** The rows of some recordings only. @param recordings their numbers; absent: all */
export function ofRecordings(table: SampleTable, recordings: readonly number[] | undefined): SampleTable {
  if (!recordings) return table;
  const kept = new Set(recordings);
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (kept.has(table.recording[row]!)) rows.push(row);
  return rows.length === table.rows ? table : takeRows(table, rows);
}

/** Labels of one output: a copy, one number a row; NaN if unknown. @param output its column */
export function labelsOf(
  { labels, outputs }: Pick<SampleTable, 'labels' | 'outputs'>,
  output: number,
): Float32Array {
  return matrixColumn(labels, outputs.length, output);
}

/** Indices of the rows of one use. */
export function rowsUsedFor(table: Pick<SampleTable, 'use'>, use: RowUse): Uint32Array {
  const indices = new Uint32Array(countUsedFor(table, use));
  let to = 0;
  for (let row = 0; to < indices.length; row++) if (table.use[row] === use) indices[to++] = row;
  return indices;
}

/** Number of rows of one use. */
export function countUsedFor({ use: uses }: Pick<SampleTable, 'use'>, use: RowUse): number {
  let count = 0;
  for (let row = 0; row < uses.length; row++) if (uses[row] === use) count++;
  return count;
}

/** Number of rows of one use among some rows, given by their indices. */
export function countUsedAmong(
  { use: uses }: Pick<SampleTable, 'use'>,
  rows: Uint32Array,
  use: RowUse,
): number {
  let count = 0;
  for (const row of rows) if (uses[row] === use) count++;
  return count;
}

export interface RowRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Longest runs of rows with the same block and use; derivatives in time exist within a run. Support rows count as training
 * rows, so runs may begin or end with them; history rows are in no run.
 */
export function contiguousRanges(table: Pick<SampleTable, 'rows' | 'block' | 'use'>): RowRange[] {
  const ranges: RowRange[] = [];
  const useOf = (row: number) => (table.use[row] === rowUses.support ? rowUses.train : table.use[row]);
  let start = 0;
  for (let row = 1; row <= table.rows; row++) {
    const continues =
      row < table.rows && table.block[row] === table.block[start] && useOf(row) === useOf(start);
    if (continues) continue;
    if (useOf(start) !== rowUses.history) ranges.push({ start, end: row });
    start = row;
  }
  return ranges;
}

/** Copies `count` neighbouring rows. */
function copyRows(from: SampleTable, fromRow: number, count: number, to: SampleTable, toRow: number): void {
  const end = fromRow + count;
  const widths = {
    inputs: from.inputNames.length,
    labels: from.outputs.length,
    torqueNm: coordinatesOf(from.outputs),
  };
  for (const matrix of ['inputs', 'labels', 'torqueNm'] as const) {
    const width = widths[matrix];
    to[matrix].set(from[matrix].subarray(fromRow * width, end * width), toRow * width);
  }
  for (const column of ['timeS', 'recording', 'block', 'use'] as const) {
    to[column].set(from[column].subarray(fromRow, end), toRow);
  }
}

function coordinatesOf(outputs: readonly OutputName[]): number {
  return columnsOfQuantity(outputs, 'angle').length;
}
