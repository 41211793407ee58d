import { mostHeldOutRows } from '../../layers/capacity/aggregate-needs.ts';
import { contiguousRanges, type SampleTable, takeRows } from '../../layers/preparation/sample-table.ts';

/**
 * Held-out rows as they are kept to score by: all of them, or of every stretch the first row and every so manieth after it.
 * Neighbours in time are all but copies of one another: more of them cost time and memory and tell no more.
 *
 * @param table held-out rows alone
 * @param mostRows at which rows are left out; as each stretch keeps its first, there may be one more for each stretch
 */
export function thinHeldOut(table: SampleTable, mostRows = mostHeldOutRows): SampleTable {
  const step = Math.ceil(table.rows / mostRows);
  if (step <= 1) return table;
  const kept: number[] = [];
  for (const { start, end } of contiguousRanges(table)) {
    for (let row = start; row < end; row += step) kept.push(row);
  }
  return takeRows(table, kept);
}
