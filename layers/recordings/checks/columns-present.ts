import type { Fault } from '../../faults/fault.ts';
import { nearestName } from '../nearest-name.ts';
import type { Table } from '../table.ts';
import { told } from '../table-faults.ts';

/** Every column that the manifest names for this file is there, once. */
export function columnsPresent(table: Table, wanted: Iterable<string>): Fault[] {
  const used = new Set(wanted);
  const where = (column: string) => ({ file: table.file, row: table.headerRow, column });
  const faults = [...used].flatMap((column): Fault[] => {
    const count = table.header.filter((name) => name === column).length;
    if (count === 1) return [];
    if (count > 1) {
      return [
        {
          code: 'COLUMN_TWICE',
          what: 'Two columns of the file have the same name.',
          where: where(column),
          found: `${count} columns called ${JSON.stringify(column)}`,
          expected: 'one',
          fix: 'Give each column a name of its own.',
        },
      ];
    }
    const nearest = nearestName(
      column,
      table.header.filter((name) => !used.has(name)),
    );
    return [
      {
        code: 'COLUMN_MISSING',
        what: 'The file lacks a column that is needed.',
        where: where(column),
        found: table.header.slice(0, 40).join(', '),
        expected: `a column called ${JSON.stringify(column)}`,
        fix: nearest
          ? `If ${JSON.stringify(nearest)} is meant, call it by the same name in both places; else add the column.`
          : 'Add the column, or call it by the same name in both places.',
      },
    ];
  });
  return told(faults);
}
