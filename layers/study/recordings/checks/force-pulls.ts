import type { Fault } from '../../../base/faults/index.ts';
import type { Column, Table } from '../../formats/index.ts';

/** Muscles pull: a known force is not negative, but for the ripple of a filter. */
export function forcePulls(table: Table, column: Column): Fault[] {
  const peak = column.values.reduce((most, v) => Math.max(most, v), 0);
  const at = column.values.findIndex((v) => v < -0.05 * peak - 1);
  if (at < 0) return [];
  return [
    {
      code: 'FORCE_NEGATIVE',
      what: 'A muscle force is negative.',
      where: { file: table.file, row: table.rows[at]!, column: column.name },
      found: `${column.values[at]} N`,
      expected: '0 N or more',
      fix: 'Change the sign of the column, or name another column: muscles only pull.',
    },
  ];
}
