/**
 * What a row may be used for. Held-out rows never reach training. Support rows are training rows of another sub-domain,
 * there to complete the stencils of neighbouring rows: neither their labels nor their residual count.
 */
export const roles = { train: 0, validation: 1, heldOut: 2, support: 3 } as const;
export type Role = (typeof roles)[keyof typeof roles];

/**
 * Samples at the model rate, one row each, ready to learn from. Matrices are row-major.
 * A missing label is NaN: the row still has its inputs, and its physics where that is known.
 */
export interface SampleTable {
  readonly rows: number;
  readonly inputNames: readonly string[];
  readonly muscleNames: readonly string[];
  /** rows x inputNames: normalised EMG envelopes at their lags, the context, and names; dimensionless. */
  readonly inputs: Float32Array;
  readonly timeS: Float64Array;
  /** Index into the problem's recordings. */
  readonly recording: Int32Array;
  /** Neighbouring rows of one block are consecutive samples of one recording, so derivatives exist there. */
  readonly block: Int32Array;
  readonly role: Uint8Array;
  /** In the joint's own sign convention. */
  readonly angleRad: Float32Array;
  /** rows x muscleNames. */
  readonly forceN: Float32Array;
  /** What the muscles deliver together: measured, or from the equation of motion; NaN where unknown. */
  readonly torqueNm: Float32Array;
}

export function emptyTable(
  rows: number,
  inputNames: readonly string[],
  muscleNames: readonly string[],
): SampleTable {
  return {
    rows,
    inputNames,
    muscleNames,
    inputs: new Float32Array(rows * inputNames.length),
    timeS: new Float64Array(rows),
    recording: new Int32Array(rows),
    block: new Int32Array(rows),
    role: new Uint8Array(rows),
    angleRad: new Float32Array(rows).fill(Number.NaN),
    forceN: new Float32Array(rows * muscleNames.length).fill(Number.NaN),
    torqueNm: new Float32Array(rows).fill(Number.NaN),
  };
}

/** The rows named by `indices`, in that order. Where neighbours are no longer neighbours, the caller renames blocks. */
export function takeRows(table: SampleTable, indices: ArrayLike<number>): SampleTable {
  const taken = emptyTable(indices.length, table.inputNames, table.muscleNames);
  for (let to = 0; to < indices.length; to++) copyRow(table, indices[to]!, taken, to);
  return taken;
}

/** All rows of several tables, one after another. */
export function concatTables(tables: readonly SampleTable[]): SampleTable {
  const first = tables[0];
  if (!first) throw new RangeError('no tables to put together');
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const all = emptyTable(rows, first.inputNames, first.muscleNames);
  let start = 0;
  for (const table of tables) {
    all.inputs.set(table.inputs, start * first.inputNames.length);
    all.forceN.set(table.forceN, start * first.muscleNames.length);
    for (const column of ['timeS', 'recording', 'block', 'role', 'angleRad', 'torqueNm'] as const) {
      all[column].set(table[column], start);
    }
    start += table.rows;
  }
  return all;
}

/** Indices of the rows in one role. */
export function rowsInRole(table: SampleTable, role: Role): number[] {
  const indices: number[] = [];
  for (let row = 0; row < table.rows; row++) if (table.role[row] === role) indices.push(row);
  return indices;
}

export interface RowRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * Longest runs of rows that share block and role: within one, derivatives along time may be taken. Support rows belong to
 * the runs of training rows, which may so begin or end with them.
 */
export function contiguousRanges(table: Pick<SampleTable, 'rows' | 'block' | 'role'>): RowRange[] {
  const ranges: RowRange[] = [];
  const roleOf = (row: number) => (table.role[row] === roles.support ? roles.train : table.role[row]);
  let start = 0;
  for (let row = 1; row <= table.rows; row++) {
    const continues =
      row < table.rows && table.block[row] === table.block[start] && roleOf(row) === roleOf(start);
    if (continues) continue;
    ranges.push({ start, end: row });
    start = row;
  }
  return ranges;
}

function copyRow(from: SampleTable, fromRow: number, to: SampleTable, toRow: number): void {
  const width = from.inputNames.length;
  const muscles = from.muscleNames.length;
  to.inputs.set(from.inputs.subarray(fromRow * width, (fromRow + 1) * width), toRow * width);
  to.forceN.set(from.forceN.subarray(fromRow * muscles, (fromRow + 1) * muscles), toRow * muscles);
  to.timeS[toRow] = from.timeS[fromRow]!;
  to.recording[toRow] = from.recording[fromRow]!;
  to.block[toRow] = from.block[fromRow]!;
  to.role[toRow] = from.role[fromRow]!;
  to.angleRad[toRow] = from.angleRad[fromRow]!;
  to.torqueNm[toRow] = from.torqueNm[fromRow]!;
}
