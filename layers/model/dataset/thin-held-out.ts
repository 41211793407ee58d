import { emgColumns } from '../inputs/index.ts';
import { type InputsOf, withInputs } from './input-sources.ts';
import {
  contiguousRanges,
  countUsedFor,
  rowsUsedFor,
  rowUses,
  type SampleTable,
  takeWithHistory,
} from './sample-table.ts';

/** Larger numbers of held-out rows are thinned to this many when they are written. */
export const mostHeldOutRows = 200_000;

/**
 * The held-out rows for scoring: all of them, or the first row of every stretch and every n-th row after it. Neighbours in
 * time are nearly copies of one another: more of them cost time and memory but add no information. Thinned rows have no
 * neighbours from which to take lags, so their table has a column for each lag.
 *
 * @param table of the study
 * @param historyRows samples kept before each row for its lags
 * @param mostRows number of rows above which they are thinned; since each stretch keeps its first row, the result may have
 *   one more row for each stretch
 */
export function thinHeldOut(
  table: SampleTable,
  problem: InputsOf,
  historyRows: number,
  mostRows = mostHeldOutRows,
): SampleTable {
  const step = Math.ceil(countUsedFor(table, rowUses.heldOut) / mostRows);
  if (step <= 1) return takeWithHistory(table, rowsUsedFor(table, rowUses.heldOut), historyRows).taken;
  const kept: number[] = [];
  for (const { start, end } of contiguousRanges(table)) {
    if (table.use[start] !== rowUses.heldOut) continue;
    for (let row = start; row < end; row += step) kept.push(row);
  }
  const inputNames = emgColumns(problem.inputNames).map((column) => problem.inputNames[column]!);
  return withInputs(table, { ...problem, inputNames }, kept);
}
