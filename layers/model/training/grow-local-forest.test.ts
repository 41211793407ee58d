import { describe, expect, it } from 'vitest';
import { matrixColumn } from '../../base/numbers/index.ts';
import { rowUses, takeRows } from '../dataset/index.ts';
import { forestBytes, predictForest } from '../forest/index.ts';
import { contextColumns } from '../inputs/index.ts';
import { smallProblem, smallTable } from '../weighing/testing.ts';
import { growLocalForest } from './grow-local-forest.ts';

const problem = smallProblem();
const width = problem.inputNames.length;
const table = (rows = 300) =>
  smallTable(problem, [
    { recording: 0, rows },
    { recording: 0, use: rowUses.validation, rows: 100 },
    { recording: 1, rows },
  ]);

describe('the forest of a sub-domain', () => {
  it('learns angle and forces from the training rows alone', () => {
    const rows = table();
    const { mean } = predictForest(growLocalForest(rows, problem, 1), rows.inputs);
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
    expect(growLocalForest(others, problem, 1)).toEqual(growLocalForest(rows, problem, 1));
  });

  it('never splits on the context, and leaves the table as it is', () => {
    const rows = table();
    const before = structuredClone(rows);
    const forest = growLocalForest(rows, problem, 1);
    expect(rows).toEqual(before);
    const context = contextColumns(problem.inputNames);
    expect(context).toHaveLength(2);
    const compared = new Set(forest.input);
    for (const column of context) expect(compared).not.toContain(column);
    // All other inputs are compared.
    expect(compared.size).toBe(1 + width - context.length);
  });

  it('is constant in an output without any label: a deviation above the mean', () => {
    const rows = table();
    for (let row = 0; row < rows.rows; row++) {
      // A label on a validation row is none to learn from.
      if (rows.use[row] === rowUses.train) rows.labels[row * 3 + 2] = Number.NaN;
    }
    const forest = growLocalForest(rows, problem, 1);
    const predicted = predictForest(forest, rows.inputs);
    const { mean, deviation } = problem.outputs[2]!.scale;
    expect(new Set(matrixColumn(predicted.mean, 3, 2))).toEqual(new Set([mean + deviation]));
    expect(new Set(matrixColumn(predicted.mean, 3, 1)).size).toBeGreaterThan(100);
  });

  it('is the same from the same rows and seed, to the byte, and another one from another seed', () => {
    const grown = (seed: number) => forestBytes(growLocalForest(table(), problem, seed));
    expect(grown(5)).toEqual(grown(5));
    expect(grown(5)).not.toEqual(grown(6));
  });

  it('learns from every second row if there are more than 40,000', () => {
    const bare = smallProblem({
      muscles: [],
      features: { ...problem.features, lagsMs: [0], contextS: 0 },
      outputs: problem.outputs.slice(0, 1),
    });
    const many = smallTable(bare, []);
    const rows = 40_001;
    const long = {
      ...many,
      rows,
      inputs: Float32Array.from({ length: rows }, (_, row) => Math.sin(row)),
      labels: Float32Array.from({ length: rows }, (_, row) => Math.round(Math.sin(row))),
      torqueNm: new Float32Array(rows),
      timeS: new Float64Array(rows),
      recording: new Int32Array(rows),
      block: new Int32Array(rows),
      use: new Uint8Array(rows),
    };
    const half = takeRows(
      long,
      Array.from({ length: 20_001 }, (_, at) => 2 * at),
    );
    expect(growLocalForest(long, bare, 1)).toEqual(growLocalForest(half, bare, 1));
    const third = takeRows(
      long,
      Array.from({ length: 13_000 }, (_, at) => 3 * at),
    );
    expect(growLocalForest(long, bare, 1)).not.toEqual(growLocalForest(third, bare, 1));
  });
});
