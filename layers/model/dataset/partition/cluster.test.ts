import { describe, expect, it } from 'vitest';
import { buildBatch, coverByStretches } from '../../training/testing.ts';
import { smallProblem, smallTable } from '../../weighing/testing.ts';
import { contiguousRanges, rowUses } from '../sample-table.ts';
import { clustersOfContext } from './cluster.ts';
import { partition } from './partition.ts';
import { scatteredTable } from './scattered-table.ts';

const problem = smallProblem({ subdomains: { by: 'cluster', count: 3 } });
const width = problem.inputNames.length;
/** Three levels of activity, in turn, 100 rows each; the level is the context mean. */
function levels() {
  const table = smallTable(problem, [{ recording: 0, rows: 900 }]);
  const level = (row: number) => Math.floor(row / 100) % 3;
  for (let row = 0; row < table.rows; row++) {
    table.inputs.fill(level(row) + 0.01 * Math.sin(row), row * width, (row + 1) * width);
  }
  return { table, level };
}

describe('clusters of the EMG context', () => {
  it('are the rows of one level of activity each, the weakest first', () => {
    const { table, level } = levels();
    const rows = Uint32Array.from({ length: table.rows }, (_, row) => row);
    const clusters = clustersOfContext(table, rows, problem);
    expect(clusters.map(({ label }) => label)).toEqual([1, 2, 3].map((at) => `cluster ${at} of 3`));
    for (const [at, cluster] of clusters.entries()) {
      expect(cluster.rows).toEqual(rows.filter((row) => level(row) === at));
    }
  });

  it('are the same for the same seed, and never more than there are different rows', () => {
    const { table } = levels();
    expect(partition(table, problem)).toEqual(partition(table, problem));
    table.inputs.fill(1);
    expect(partition(table, problem).subdomains).toHaveLength(1);
  });
});

describe('the table of a scattered sub-domain', () => {
  const { table } = levels();
  const own = Array.from({ length: 900 }, (_, row) => row).filter((row) => Math.floor(row / 100) % 3 === 1);
  const scattered = scatteredTable(table, own, 0);

  it('has its rows, and four neighbours on either side as support', () => {
    expect(scattered.rows).toBe(3 * 108);
    expect(scattered.use.filter((use) => use === rowUses.support)).toHaveLength(3 * 8);
    expect(contiguousRanges(scattered).map(({ start, end }) => end - start)).toEqual([108, 108, 108]);
  });

  it('counts labels and residual at its own rows only, and the residual at all of them', () => {
    const physical = smallProblem({
      recordings: problem.recordings.map((card) => ({ ...card, physics: 'measured torque' as const })),
    });
    scattered.torqueNm.fill(1);
    const batch = buildBatch(scattered, physical, coverByStretches(contiguousRanges(scattered), 64));
    expect(batch.counts.angle).toBe(own.length);
    expect(batch.counts.residual).toBe(own.length);
  });

  it('takes no support across the end of a recording, and none from what is held out', () => {
    const two = smallTable(problem, [
      { recording: 0, rows: 50 },
      { recording: 0, use: rowUses.heldOut, rows: 50 },
      { recording: 1, rows: 50 },
    ]);
    const cut = scatteredTable(two, [48, 49, 100, 101], 0);
    expect([...cut.recording]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(contiguousRanges(cut)).toHaveLength(2);
    expect(cut.use.includes(rowUses.heldOut)).toBe(false);
  });
});
