import type { Fault } from '../../../base/faults/index.ts';
import { firstFaults, mostKept } from '../../../base/faults/index.ts';
import type { BadCell, Column } from '../../formats/index.ts';
import { tableBounds } from '../../formats/index.ts';

/** Every cell of the columns that are used holds a number. */
export function cellsNumeric(file: string, columns: readonly Column[]): Fault[] {
  const all = columns
    .flatMap((column) => column.badCells.map((cell) => ({ cell, column: column.name })))
    .sort((a, b) => a.cell.row - b.cell.row);
  const unseen = columns.reduce((sum, { badCells, badCellCount }) => sum + badCellCount - badCells.length, 0);
  const faultsOf = (kind: BadCell['kind']) =>
    all.filter(({ cell }) => cell.kind === kind).map((bad) => fault(file, bad.column, bad.cell));
  const text = [...faultsOf('text'), ...faultsOf('long')];
  const empty = faultsOf('empty');
  // Cells beyond the first of a column were only counted: they are added to the kind that fills its list.
  const isMostlyText = text.length > empty.length && text.length >= mostKept;
  return [
    ...firstFaults(empty, empty.length + (isMostlyText ? 0 : unseen)),
    ...firstFaults(text, text.length + (isMostlyText ? unseen : 0)),
  ];
}

function fault(file: string, column: string, { row, kind, found, bytes }: BadCell): Fault {
  const where = { file, row, column };
  if (kind === 'empty')
    return {
      code: 'CELL_EMPTY',
      what: 'A cell holds no number.',
      where,
      found: found === '' ? 'an empty cell' : JSON.stringify(found),
      expected: 'a finite number',
      fix: 'Fill the gap from the source, or end the recording before it.',
    };
  if (kind === 'long')
    return {
      code: 'CELL_LONG',
      what: 'A cell is longer than any number.',
      where,
      found: `${bytes} bytes, beginning with ${JSON.stringify(found)}`,
      expected: `a finite number of at most ${tableBounds.cellBytes} characters`,
      fix: 'Write the number alone; 17 significant digits are enough.',
    };
  return {
    code: 'CELL_TEXT',
    what: 'A cell holds text instead of a number.',
    where,
    found: JSON.stringify(found),
    expected: 'a finite number',
    fix: 'Write the number alone, without unit or mark between thousands.',
  };
}
