import type { Fault } from '../../base/faults/index.ts';
import { firstFaults } from '../../base/faults/index.ts';
import type { Scan } from './scan-numbers.ts';

/** Faults of a table's shape: rows of another length than the header, and two decimal marks in one file. */
export function scanFaults(file: string, header: readonly string[], scan: Scan): Fault[] {
  return [...oddRowFaults(file, header, scan), ...decimalMarkFaults(file, scan)];
}

function oddRowFaults(file: string, header: readonly string[], { oddRows, oddRowCount }: Scan): Fault[] {
  const faults = oddRows.map(
    ({ row, cells }): Fault => ({
      code: 'ROW_CELLS',
      what: 'A row has another number of cells than the header.',
      where: { file, row },
      found: `${cells} cells`,
      expected: `${header.length} cells`,
      fix: 'Write every row in full, and put cells that hold the delimiter in double quotes.',
    }),
  );
  return firstFaults(faults, oddRowCount);
}

function decimalMarkFaults(file: string, { commaRow, pointRow }: Scan): Fault[] {
  if (commaRow === undefined || pointRow === undefined) return [];
  return [
    {
      code: 'DECIMAL_MARK',
      what: 'Numbers are written with a decimal comma and with a decimal point.',
      where: { file, row: Math.max(commaRow, pointRow) },
      found: `a comma in row ${commaRow}, a point in row ${pointRow}`,
      expected: 'one decimal mark in the whole file',
      fix: 'Write all numbers with a decimal point, and none with a mark between thousands.',
    },
  ];
}
