import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Random, randomOf } from '../../base/numbers/index.ts';
import { leafMark } from './forest.ts';
import { TreeGrower } from './grow-tree.ts';
import type { LearningRows } from './learning-rows.ts';
import { referenceTree } from './reference-tree.testing.ts';

const columns = (values: readonly (readonly number[])[]) => values.map((column) => Float32Array.from(column));

/** Rows whose labels are not scaled, so that they stay whole numbers. */
function rowsOf(
  inputs: readonly (readonly number[])[],
  labels: readonly (readonly number[])[],
  masses: readonly (readonly number[])[] = [],
  massOf: readonly number[] = labels.map(() => -1),
): LearningRows {
  return {
    rows: labels[0]!.length,
    inputs: columns(inputs),
    labels: columns(labels),
    masses: columns(masses),
    massOf,
    scales: [],
  };
}

/** Draws the given shares of each range, one after another. */
function drawing(...shares: number[]): Random {
  const next = () => {
    const share = shares.shift();
    if (share === undefined) throw new Error('more numbers are drawn than expected');
    return share;
  };
  return { uniform: (low, high) => low + (high - low) * next(), logUniform: next, normal: next };
}

describe('a tree', () => {
  it('divides at the drawn threshold, and ends where all labels are equal', () => {
    const rows = rowsOf([[0, 1, 2, 3]], [[6, 6, -2, -2]]);
    const tree = new TreeGrower(rows, 1).grow(drawing(0.5));
    expect(tree.input).toEqual(Uint16Array.of(0, leafMark, leafMark));
    expect(tree.threshold).toEqual(Float32Array.of(1.5, 0, 0));
    expect(tree.next).toEqual(Uint32Array.of(2, 0, 1));
    expect(tree.means).toEqual(Float64Array.of(6, -2));
  });

  it('takes of one threshold for each input the one that leaves the least error', () => {
    // Thresholds 0.3 and 2.25: {0} | {1, 2, 3} leaves 2/3 of squared error, {0, 1, 2} | {3} 141.
    const inputs = [
      [0, 1, 1, 1],
      [0, 1, 2, 3],
    ];
    const tree = new TreeGrower(rowsOf(inputs, [[0, 14, 15, 15]]), 2).grow(drawing(0.3, 0.75));
    expect(tree.input).toEqual(Uint16Array.of(leafMark));
    const free = new TreeGrower(rowsOf(inputs, [[0, 14, 15, 15]]), 1).grow(drawing(0.3, 0.75, 0.4));
    expect(free.input).toEqual(Uint16Array.of(0, leafMark, 1, leafMark, leafMark));
    expect(free.threshold[2]).toBeCloseTo(1.8, 6);
    expect(free.means).toEqual(Float64Array.of(0, 14, 15));
  });

  it('takes the first of several equally good inputs', () => {
    const column = [0, 1, 2, 3];
    const tree = new TreeGrower(rowsOf([column, column], [[1, 1, 2, 2]]), 2).grow(drawing(0.5, 0.5));
    expect(tree.input).toEqual(Uint16Array.of(0, leafMark, leafMark));
  });

  it('draws no number for an input that is constant in the node', () => {
    const inputs = [
      [5, 5, 5, 5],
      [0, 0, 3, 3],
    ];
    const tree = new TreeGrower(rowsOf(inputs, [[1, 2, 3, 5]]), 1).grow(drawing(0.5));
    expect(tree.input).toEqual(Uint16Array.of(1, leafMark, leafMark));
    expect(tree.means).toEqual(Float64Array.of(1.5, 4));
  });

  it('sums the errors of all outputs', () => {
    // The first output alone would be divided by input 0, both together by input 1.
    const inputs = [
      [0, 0, 9, 9],
      [0, 9, 0, 9],
    ];
    const first = [0, 0, 2, 2];
    const second = [0, 8, 0, 8];
    const inputOf = (...labels: number[][]) =>
      new TreeGrower(rowsOf(inputs, labels), 2).grow(drawing(0.5, 0.5)).input[0];
    expect(inputOf(first)).toBe(0);
    expect(inputOf(first, second)).toBe(1);
  });

  it('counts a missing label neither in a split nor in a leaf, and falls back to the mean of the node above', () => {
    // Output 1 has the mass 0 in the last two rows.
    const rows = rowsOf(
      [[0, 1, 2, 3]],
      [
        [0, 0, 4, 4],
        [3, 5, 0, 0],
      ],
      [[1, 1, 0, 0]],
      [-1, 0],
    );
    const tree = new TreeGrower(rows, 2).grow(drawing(0.5));
    expect(tree.means).toEqual(Float64Array.of(0, 4, 4, 4));
  });

  it('keeps rows on both sides if the drawn threshold rounds up to the greatest value', () => {
    const low = 1;
    const high = 1 + 2 ** -23;
    const tree = new TreeGrower(rowsOf([[low, high]], [[0, 1]]), 1).grow(drawing(0.9));
    expect(tree.threshold[0]).toBe(low);
    expect(tree.means).toEqual(Float64Array.of(0, 1));
  });

  it.each([1, 2, 3, 4, 5, 8, 9, 31])('of %i rows that are all alike is one leaf', (rows) => {
    const alike = Array.from({ length: rows }, () => 2);
    const labels = Array.from({ length: rows }, (_, row) => row);
    const tree = new TreeGrower(rowsOf([alike, alike], [labels]), 1).grow(drawing());
    expect(tree.input).toEqual(Uint16Array.of(leafMark));
    expect(tree.means[0]).toBe((rows - 1) / 2);
  });
});

const problems = fc
  .record({
    rows: fc.integer({ min: 1, max: 90 }),
    inputs: fc.integer({ min: 1, max: 9 }),
    outputs: fc.integer({ min: 1, max: 6 }),
    masses: fc.integer({ min: 0, max: 2 }),
    leaf: fc.integer({ min: 1, max: 7 }),
    seed: fc.integer(),
  })
  .map(({ rows, inputs, outputs, masses, leaf, seed }) => {
    const random = randomOf(seed, 'problem');
    const whole = (most: number) => Math.floor(random.uniform(0, most + 1));
    const column = (draw: () => number) => Array.from({ length: rows }, draw);
    // Few different values, so that there are duplicates and constant inputs; thresholds are of any size.
    const given = Array.from({ length: inputs }, (_, at) => column(() => whole(3 * at) * 1.37));
    const massColumns = Array.from({ length: masses }, () => column(() => whole(2)));
    const massOf = Array.from({ length: outputs }, () => whole(masses) - 1);
    const labels = massOf.map((of) => {
      const free = column(() => whole(20) - 10);
      return of < 0 ? free : free.map((label, row) => label * massColumns[of]![row]!);
    });
    // The root needs a mass, as rows without any are refused earlier.
    for (const mass of massColumns) mass[0] = 1;
    return { learned: rowsOf(given, labels, massColumns, massOf), leaf, seed };
  });

describe('trees of whole labels', () => {
  it('are those of the formulas, to the bit, with duplicates, constant inputs and missing labels', () => {
    fc.assert(
      fc.property(problems, ({ learned, leaf, seed }) => {
        const grower = new TreeGrower(learned, leaf);
        for (const tree of ['first', 'second']) {
          const expected = referenceTree(learned, leaf, randomOf(seed, tree));
          const grown = grower.grow(randomOf(seed, tree));
          const leaves = expected.filter(({ input }) => input === leafMark);
          expect([...grown.input]).toEqual(expected.map(({ input }) => input));
          expect([...grown.threshold]).toEqual(expected.map(({ threshold }) => threshold));
          expect([...grown.means]).toEqual(leaves.flatMap(({ means }) => means));
          for (const { rows } of leaves)
            expect(rows.length).toBeGreaterThanOrEqual(Math.min(leaf, learned.rows));
        }
      }),
      { numRuns: 300 },
    );
  });
});
