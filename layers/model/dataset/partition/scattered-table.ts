import { stencilReach } from '../../../physics/signals/index.ts';
import { contiguousRanges, rowUses, type SampleTable, takeWithHistory } from '../sample-table.ts';

/**
 * The table of a sub-domain whose rows are scattered in time. Neighbouring rows are added as support: the residual needs
 * whole stencils around the sub-domain's own rows, and training uses support rows for nothing else. Rows that are not
 * neighbours in time get different blocks; the number of a block is the index of its first row in the study's table.
 *
 * @param historyRows samples kept before each row for its lags
 */
export function scatteredTable(
  table: SampleTable,
  rows: ArrayLike<number> & Iterable<number>,
  historyRows: number,
): SampleTable {
  const own = new Set(rows);
  const support = new Set<number>();
  for (const { start, end } of contiguousRanges(table)) {
    if (table.use[start] !== rowUses.train) continue;
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
  const used = [...rows, ...support].sort((a, b) => a - b);
  const { taken, indices } = takeWithHistory(table, used, historyRows);
  let block = 0;
  let before = -1;
  for (const [at, row] of indices.entries()) {
    if (taken.use[at] === rowUses.history) continue;
    const continues = before === row - 1 && table.block[before] === table.block[row];
    if (!continues) block = row;
    taken.block[at] = block;
    if (support.has(row)) taken.use[at] = rowUses.support;
    before = row;
  }
  return taken;
}
