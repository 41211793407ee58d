import { describe, expect, it } from 'vitest';
import { matrixColumn } from '../../base/numbers/index.ts';
import { concatTables, rowUses, type SampleTable, takeRows } from '../dataset/index.ts';
import { forestBytes, predictForest } from '../forest/index.ts';
import { contextColumns } from '../inputs/index.ts';
import { smallProblem, smallTable } from '../weighing/testing.ts';
import { growLocalForest, rowsOfForest } from './grow-local-forest.ts';

const problem = smallProblem();
const width = problem.inputNames.length;
const table = (rows = 300) =>
  smallTable(problem, [
    { recording: 0, rows },
    { recording: 0, use: rowUses.validation, rows: 100 },
    { recording: 1, rows },
  ]);

async function* passing(...tables: SampleTable[]): AsyncGenerator<SampleTable> {
  yield* tables;
}
const grown = async (rows: SampleTable, { seed = 1, usesContext = false } = {}) =>
  growLocalForest(await rowsOfForest(passing(rows), 600), problem, { seed, usesContext });

describe('the forest of a sub-domain', () => {
  it('learns angle and forces from the training rows alone', async () => {
    const rows = table();
    const { mean } = predictForest(await grown(rows), rows.inputs);
    const missed = mean.map((value, at) =>
      rows.use[Math.floor(at / 3)] === 0 ? value - rows.labels[at]! : 0,
    );
    for (const [output, { scale }] of problem.outputs.entries()) {
      const errors = matrixColumn(missed, 3, output);
      const rmse = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / 600);
      expect(rmse).toBeLessThan(0.3 * scale.deviation);
    }
    const others = table();
    others.labels.fill(1e6, 300 * 3, 400 * 3);
    expect(await grown(others)).toEqual(await grown(rows));
  });

  it('splits on the context only if it is to use it, and leaves the rows as they are', async () => {
    const rows = await rowsOfForest(passing(table()), 600);
    const before = structuredClone(rows);
    const compared = (usesContext: boolean) =>
      new Set(growLocalForest(rows, problem, { seed: 1, usesContext }).input);
    const context = contextColumns(problem.inputNames);
    expect(context).toHaveLength(2);
    for (const column of context) expect(compared(false)).not.toContain(column);
    // All other inputs are compared; leaves have a mark.
    expect(compared(false).size).toBe(1 + width - context.length);
    expect(compared(true).size).toBe(1 + width);
    expect(rows).toEqual(before);
  });

  it('is constant in an output without any label: a deviation above the mean', async () => {
    const rows = table();
    for (let row = 0; row < rows.rows; row++) {
      // A label on a validation row is none to learn from.
      if (rows.use[row] === rowUses.train) rows.labels[row * 3 + 2] = Number.NaN;
    }
    const forest = await grown(rows);
    const predicted = predictForest(forest, rows.inputs);
    const { mean, deviation } = problem.outputs[2]!.scale;
    expect(new Set(matrixColumn(predicted.mean, 3, 2))).toEqual(new Set([mean + deviation]));
    expect(new Set(matrixColumn(predicted.mean, 3, 1)).size).toBeGreaterThan(100);
  });

  it('is the same from the same rows and seed, to the byte, and another one from another seed', async () => {
    const bytes = async (seed: number) => forestBytes(await grown(table(), { seed }));
    expect(await bytes(5)).toEqual(await bytes(5));
    expect(await bytes(5)).not.toEqual(await bytes(6));
  });
});

describe('the rows that a forest is grown from', () => {
  const parts = [
    smallTable(problem, [
      { recording: 0, rows: 7 },
      { recording: 0, use: rowUses.validation, rows: 3 },
    ]),
    smallTable(problem, [{ recording: 2, use: rowUses.heldOut, rows: 4 }]),
    smallTable(problem, [{ recording: 1, rows: 8 }]),
  ];
  const training = concatTables([parts[0]!, parts[2]!]);
  const indices = (every: number) =>
    [0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17].filter((_, at) => at % every === 0);

  it('are the training rows of all tables, in order', async () => {
    expect(await rowsOfForest(passing(...parts), 15)).toEqual(takeRows(training, indices(1)));
  });

  it.each([
    [40_000, 1],
    [40_001, 2],
    [80_001, 3],
  ])('are, of %i rows, one in %i, counted through all tables', async (rows, every) => {
    expect(await rowsOfForest(passing(...parts), rows)).toEqual(takeRows(training, indices(every)));
  });
});
