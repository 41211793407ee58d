import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SmallRows, smallProblem, smallTable } from '../../weighing/testing.ts';
import { fewestRows } from '../division.ts';
import { contiguousRanges, rowUses, takeRows } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';
import { type Partition, partition } from './partition.ts';

type By = TrainingProblem['subdomains']['by'];
const problemBy = (by: By, count = 8) => smallProblem({ subdomains: { by, count } });

/** Four recordings of 1000 rows to train on, 100 to validate and 200 held out. */
const study: SmallRows[] = [0, 1, 2, 3].flatMap((recording) => [
  { recording, rows: 1000 },
  { recording, use: rowUses.validation, rows: 100 },
  { recording, use: rowUses.heldOut, rows: 200 },
]);

const stretch = fc.record({
  recording: fc.integer({ min: 0, max: 3 }),
  use: fc.constantFrom(rowUses.train, rowUses.train, rowUses.validation, rowUses.heldOut),
  rows: fc.integer({ min: 1, max: 700 }),
});

describe('partition', () => {
  it('puts every row that may be learned from into one sub-domain, and held-out rows into none', () => {
    fc.assert(
      fc.property(
        fc.array(stretch, { minLength: 1, maxLength: 8 }),
        fc.constantFrom<By>('time', 'site', 'subject', 'task'),
        fc.integer({ min: 1, max: 12 }),
        (stretches, by, count) => {
          const problem = problemBy(by, count);
          const table = smallTable(problem, stretches);
          const rows = partition(table, problem).subdomains.flatMap((part) => [...part.rows]);
          const expected = [...table.use.keys()].filter((row) => table.use[row] !== rowUses.heldOut);
          expect(rows.toSorted((a, b) => a - b)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never makes neighbours in time of rows that were none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 4000 }), fc.integer({ min: 2, max: 24 }), (rows, count) => {
        const problem = problemBy('time', count);
        const table = smallTable(problem, [{ recording: 0, rows }]);
        for (const { rows: own } of partition(table, problem).subdomains) {
          const taken = takeRows(table, own);
          for (const { start, end } of contiguousRanges(taken)) {
            expect(own[end - 1]! - own[start]!).toBe(end - 1 - start);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('cuts time into contiguous blocks of equal length, in order', () => {
    const problem = problemBy('time', 8);
    const { subdomains, merged } = partition(smallTable(problem, study), problem);
    expect(subdomains.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `time-${n}`));
    expect(subdomains[2]!.label).toBe('block 3 of 8');
    expect(subdomains.map(({ rows }) => rows.length)).toEqual(new Array(8).fill(550));
    expect(merged).toEqual([]);
    const inOrder = subdomains.flatMap(({ rows }) => [...rows]);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  });

  it.each([
    [
      'site',
      ['site bogota', 'site lyon'],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    [
      'subject',
      ['subject ana', 'subject ben'],
      [
        [0, 1],
        [2, 3],
      ],
    ],
    ['task', ['task walk', 'task sit', 'task rise'], [[0, 2], [1], [3]]],
  ] as const)('makes one sub-domain a %s', (by, labels, recordings) => {
    const problem = problemBy(by);
    const table = smallTable(problem, study);
    const { subdomains } = partition(table, problem);
    expect(subdomains.map(({ label }) => label)).toEqual(labels);
    expect(
      subdomains.map(({ rows }) => [...new Set(Array.from(rows, (row) => table.recording[row]))]),
    ).toEqual(recordings);
  });

  it('names sub-domains by number, never by site, subject or task', () => {
    for (const by of ['time', 'site', 'subject', 'task'] as const) {
      const problem = problemBy(by);
      for (const { id } of partition(smallTable(problem, study), problem).subdomains) {
        expect(id).toMatch(new RegExp(`^${by}-[1-9][0-9]*$`));
      }
    }
  });

  it('merges a sub-domain that is too small into its smaller neighbour, and says so', () => {
    const problem = problemBy('task');
    const table = smallTable(problem, [
      { recording: 0, rows: 900 },
      { recording: 1, rows: fewestRows - 1 },
      { recording: 1, use: rowUses.validation, rows: 400 },
      { recording: 3, rows: 300 },
    ]);
    const { subdomains, merged } = partition(table, problem);
    expect(subdomains.map(({ id, label }) => [id, label])).toEqual([
      ['task-1', 'task walk'],
      ['task-3', 'task rise, task sit'],
    ]);
    expect(merged).toEqual([
      'Sub-domain task-2 (task sit) has 199 training rows, fewer than 200: merged into task-3.',
    ]);
  });

  it('merges ten thousand that are too small within seconds, in their order', () => {
    const problem = problemBy('time', 10_000);
    const table = smallTable(problem, [{ recording: 0, rows: 1_000_000 }]);
    const startMs = performance.now();
    const { subdomains, merged } = partition(table, problem);
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(subdomains.length + merged.length).toBe(10_000);
    expect(subdomains.every(({ rows }) => rows.length >= fewestRows)).toBe(true);
    const inOrder = subdomains.flatMap(({ rows }) => [rows[0]!, rows.at(-1)!]);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  });

  it('leaves a sub-domain of just enough rows alone', () => {
    const problem = problemBy('task');
    const table = smallTable(problem, [
      { recording: 0, rows: 900 },
      { recording: 1, rows: fewestRows },
    ]);
    expect(partition(table, problem).subdomains).toHaveLength(2);
  });

  it('makes one sub-domain of fewer rows than blocks were asked for', () => {
    const problem = problemBy('time', 8);
    const { subdomains, merged } = partition(smallTable(problem, [{ recording: 0, rows: 5 }]), problem);
    expect(subdomains.map(({ rows }) => [...rows])).toEqual([[0, 1, 2, 3, 4]]);
    expect(merged).toHaveLength(4);
  });

  it('is the same every time', () => {
    const problem = problemBy('time', 30);
    const table = smallTable(problem, study);
    expect(partition(table, problem)).toEqual<Partition>(partition(table, problem));
  });
});
