import { fewestRows } from '../division.ts';
import { contiguousRanges, countUsedAmong, rowUses, type SampleTable } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';
import { clustersOfContext } from './cluster.ts';
import { groupsOfRecordings } from './groups.ts';
import { Neighbours } from './neighbours.ts';
import type { DivideRows, Subdomain } from './subdomain.ts';
import { contiguousBlocks } from './time.ts';

export interface Partition {
  readonly subdomains: readonly Subdomain[];
  /** Sentences on sub-domains that were too small, and the sub-domains that got their rows. */
  readonly merged: readonly string[];
}

const waysToDivide: Readonly<Record<TrainingProblem['subdomains']['by'], DivideRows>> = {
  time: contiguousBlocks,
  cluster: clustersOfContext,
  site: groupsOfRecordings('site'),
  subject: groupsOfRecordings('subject'),
  task: groupsOfRecordings('task'),
};

/** Divides the training and validation rows into sub-domains, as the manifest says. */
export function partition(table: SampleTable, problem: TrainingProblem): Partition {
  const ranges = contiguousRanges(table).filter(({ start }) => table.use[start] !== rowUses.heldOut);
  const rows = new Uint32Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of ranges) for (let row = start; row < end; row++) rows[at++] = row;
  const { by } = problem.subdomains;
  return mergeSmall(
    waysToDivide[by](table, rows, problem).map((part, at) => ({ id: `${by}-${at + 1}`, ...part })),
    table,
  );
}

/**
 * Merges each sub-domain that is too small with the smaller of its neighbours, the smallest first. Only neighbours are
 * merged: other merges would break the order in time, and derivatives would run across the joint.
 */
function mergeSmall(parts: readonly Subdomain[], table: SampleTable): Partition {
  const line = new Neighbours(
    parts.map((part) => ({ ...part, trainRows: countUsedAmong(table, part.rows, rowUses.train) })),
  );
  const merged: string[] = [];
  for (let small = line.smallest(); small; small = line.smallest()) {
    const { id, label, trainRows } = small.part;
    if (trainRows >= fewestRows) break;
    const other = line.joinToSmaller(small.place);
    merged.push(
      `Sub-domain ${id} (${label}) has ${trainRows} training rows, fewer than ${fewestRows}: merged into ${other}.`,
    );
  }
  return { subdomains: line.left(), merged };
}
