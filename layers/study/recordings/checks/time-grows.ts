import type { Fault } from '../../../base/faults/index.ts';
import { firstFaults } from '../../../base/faults/index.ts';
import type { Table } from '../../formats/index.ts';

/** Time grows from row to row. */
export function timeGrows(table: Table, column: string, timeS: Float64Array): Fault[] {
  const faults: Fault[] = [];
  for (let i = 1; i < timeS.length; i++) {
    const grows = timeS[i]! > timeS[i - 1]!;
    if (grows) continue;
    faults.push({
      code: 'TIME_NOT_GROWING',
      what: 'Time does not grow from one row to the next.',
      where: { file: table.file, row: table.rows[i]!, column },
      found: `${timeS[i]} s after ${timeS[i - 1]} s`,
      expected: 'a later time in each row',
      fix: 'Write time with more decimals, sort the rows, or split recordings that were joined.',
    });
  }
  return firstFaults(faults);
}
