import { emgColumns } from '../inputs/index.ts';
import { type InputsOf, withInputs } from './input-sources.ts';
import {
  contiguousRanges,
  countInRole,
  roles,
  rowsInRole,
  type SampleTable,
  takeWithHistory,
} from './sample-table.ts';

/** Held-out rows are thinned to so many when they are written. */
export const mostHeldOutRows = 200_000;

/**
 * Held-out rows as they are kept to score by: all of them, or of every stretch the first row and every so manieth after it.
 * Neighbours in time are all but copies of one another: more of them cost time and memory and tell no more. The rows that are
 * kept of many have no neighbours to take lags from, so their table has a column for each lag.
 *
 * @param table of the study
 * @param historyRows samples before each row that come along for its lags
 * @param mostRows at which rows are left out; as each stretch keeps its first, there may be one more for each stretch
 */
export function thinHeldOut(
  table: SampleTable,
  problem: InputsOf,
  historyRows: number,
  mostRows = mostHeldOutRows,
): SampleTable {
  const step = Math.ceil(countInRole(table, roles.heldOut) / mostRows);
  if (step <= 1) return takeWithHistory(table, rowsInRole(table, roles.heldOut), historyRows).taken;
  const kept: number[] = [];
  for (const { start, end } of contiguousRanges(table)) {
    if (table.role[start] !== roles.heldOut) continue;
    for (let row = start; row < end; row += step) kept.push(row);
  }
  const inputNames = emgColumns(problem.inputNames).map((column) => problem.inputNames[column]!);
  return withInputs(table, { ...problem, inputNames }, kept);
}
