import type { Fault } from '../../../base/faults/index.ts';
import { firstFaultsOf, nearestName } from '../../../base/faults/index.ts';
import type { Table } from '../../formats/index.ts';

/** Every column that the manifest names for this file is present, once. */
export function columnsPresent(table: Table, wanted: Iterable<string>): Fault[] {
  const used = new Set(wanted);
  const counts = new Map<string, number>();
  for (const name of table.header) counts.set(name, (counts.get(name) ?? 0) + 1);
  const unused = [...counts.keys()].filter((name) => !used.has(name));
  const where = (column: string) => ({ file: table.file, row: table.headerRow, column });
  const faultOf = (column: string): Fault => {
    const count = counts.get(column) ?? 0;
    if (count > 1)
      return {
        code: 'COLUMN_TWICE',
        what: 'Two columns of the file have the same name.',
        where: where(column),
        found: `${count} columns called ${JSON.stringify(column)}`,
        expected: 'one',
        fix: 'Give each column a name of its own.',
      };
    const nearest = nearestName(column, unused);
    return {
      code: 'COLUMN_MISSING',
      what: 'The file lacks a column that is needed.',
      where: where(column),
      found: table.header.slice(0, 40).join(', ').slice(0, 400),
      expected: `a column called ${JSON.stringify(column)}`,
      fix: nearest
        ? `If ${JSON.stringify(nearest.slice(0, 200))} is meant, rename it to ${JSON.stringify(column)} in this file; else add the column.`
        : `Add the column, or rename the one that is meant to ${JSON.stringify(column)} in this file.`,
    };
  };
  const wrong = [...used].filter((column) => counts.get(column) !== 1);
  return firstFaultsOf(wrong, faultOf);
}
