import type { Fault } from '../../../base/faults/index.ts';
import type { Table } from '../../formats/index.ts';

/** Three hundred years in seconds. A clock may count from 1970; beyond this bound a double no longer resolves samples. */
export const latestS = 1e10;

/** Time is small enough to resolve samples. Time grows, so its first and last row bound all others. */
export function timeInRange(table: Table, column: string, timeS: Float64Array): Fault[] {
  const at = [0, timeS.length - 1].find((row) => Math.abs(timeS[row] ?? 0) > latestS);
  if (at === undefined) return [];
  return [
    {
      code: 'TIME_RANGE',
      what: 'A time is too far from zero to resolve samples.',
      where: { file: table.file, row: table.rows[at]!, column },
      found: `${timeS[at]} s`,
      expected: `${-latestS} to ${latestS} s`,
      fix: 'Give time in seconds, counted from the start of the recording.',
    },
  ];
}
