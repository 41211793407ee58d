import type { Fault } from '../../../base/faults/index.ts';
import type { Table } from '../../formats/index.ts';

/** Three hundred years in seconds: a clock may count from 1970, but beyond this a double no longer tells samples apart. */
export const latestS = 1e10;

/** Time is a number of seconds that samples can be told apart by. It grows, so its first and last row bound all others. */
export function timeInRange(table: Table, column: string, timeS: Float64Array): Fault[] {
  const at = [0, timeS.length - 1].find((row) => Math.abs(timeS[row] ?? 0) > latestS);
  if (at === undefined) return [];
  return [
    {
      code: 'TIME_RANGE',
      what: 'A time lies too far from zero to tell samples apart.',
      where: { file: table.file, row: table.rows[at]!, column },
      found: `${timeS[at]} s`,
      expected: `${-latestS} to ${latestS} s`,
      fix: 'Give time in seconds, counted from the start of the recording.',
    },
  ];
}
