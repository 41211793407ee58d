import { contiguousRanges, roles, type SampleTable, takeRows } from '../../preparation/sample-table.ts';
import { stencilReach } from '../../signals/motion-stencil.ts';

/**
 * The table of a sub-domain whose rows are scattered in time. Their neighbours come along as support: the residual needs
 * whole stencils around the sub-domain's own rows, and nothing else is learned from the support. Rows that are no
 * neighbours in time get other blocks, each named after the place of its first row in the study's table.
 */
export function scatteredTable(table: SampleTable, rows: readonly number[]): SampleTable {
  const own = new Set(rows);
  const support = new Set<number>();
  for (const { start, end } of contiguousRanges(table)) {
    if (table.role[start] !== roles.train) continue;
    for (let row = start; row < end; row++) {
      if (!own.has(row)) continue;
      for (
        let near = Math.max(start, row - stencilReach);
        near < Math.min(end, row + stencilReach + 1);
        near++
      ) {
        if (!own.has(near)) support.add(near);
      }
    }
  }
  const taken = [...rows, ...support].sort((a, b) => a - b);
  const cut = takeRows(table, taken);
  let block = 0;
  for (const [at, row] of taken.entries()) {
    const before = taken[at - 1];
    const continues = before === row - 1 && table.block[before] === table.block[row];
    if (!continues) block = row;
    cut.block[at] = block;
    if (support.has(row)) cut.role[at] = roles.support;
  }
  return cut;
}
