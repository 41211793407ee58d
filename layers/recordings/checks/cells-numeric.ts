import type { Fault } from '../../faults/fault.ts';
import { type BadCell, type Column, mostKept } from '../table.ts';
import { told } from '../table-faults.ts';

/** Every cell of the columns that are used holds a number. */
export function cellsNumeric(file: string, columns: readonly Column[]): Fault[] {
  const all = columns
    .flatMap((column) => column.badCells.map((cell) => ({ cell, column: column.name })))
    .sort((a, b) => a.cell.row - b.cell.row);
  const unseen = columns.reduce((sum, { badCells, badCellCount }) => sum + badCellCount - badCells.length, 0);
  const text = all.filter(({ cell }) => cell.kind === 'text').map((bad) => fault(file, bad.column, bad.cell));
  const empty = all
    .filter(({ cell }) => cell.kind === 'empty')
    .map((bad) => fault(file, bad.column, bad.cell));
  // Cells beyond the first of a column were only counted: they go with the kind that fills its list.
  const isMostlyText = text.length > empty.length && text.length >= mostKept;
  return [
    ...told(empty, empty.length + (isMostlyText ? 0 : unseen)),
    ...told(text, text.length + (isMostlyText ? unseen : 0)),
  ];
}

function fault(file: string, column: string, { row, kind, found }: BadCell): Fault {
  const isEmpty = kind === 'empty';
  return {
    code: isEmpty ? 'CELL_EMPTY' : 'CELL_TEXT',
    what: isEmpty ? 'A cell holds no number.' : 'A cell holds text instead of a number.',
    where: { file, row, column },
    found: found === '' ? 'an empty cell' : JSON.stringify(found),
    expected: 'a finite number',
    fix: isEmpty
      ? 'Fill the gap from the source, or cut the recording before it.'
      : 'Write the number alone, without unit or mark between thousands.',
  };
}
