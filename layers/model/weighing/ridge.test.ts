import { describe, expect, it } from 'vitest';
import { type RowUse, rowUses, type SampleTable, type TrainingProblem, takeRows } from '../dataset/index.ts';
import { emptyTable } from '../dataset/testing.ts';
import { RidgeFit, type RidgeModel, runRidge } from './ridge.ts';
import { smallProblem } from './small-study.testing.ts';

const problem = smallProblem({
  inputNames: ['a', 'b', 'c'],
  inputScales: [
    { mean: 0.1, deviation: 0.8 },
    { mean: -0.2, deviation: 1.2 },
    { mean: 0.05, deviation: 1.1 },
  ],
});

/** 24 rows by formula: 14 to train on, 6 of `second`, 4 held out; the numbers below are numpy's for the same rows. */
function formulaTable(second: RowUse): SampleTable {
  const table = emptyTable(24, problem.inputNames, problem.outputs);
  for (let i = 0; i < 24; i++) {
    const x = [(((7 * i) % 11) - 5) / 4, (((5 * i + 3) % 13) - 6) / 3, (((3 * i * i + 1) % 17) - 8) / 5];
    table.inputs.set(x, i * 3);
    const [a, b, c] = table.inputs.subarray(i * 3);
    table.labels[i * 3] = 0.5 * a! - 0.3 * b! + 0.2 * c! + 0.1 + 0.15 * (((11 * i) % 7) - 3);
    table.use[i] = i < 14 ? rowUses.train : i < 20 ? second : rowUses.heldOut;
  }
  return table;
}

// np.linalg.solve(Z.T @ Z + ridge * 14 * diag(1, 1, 1, 0), Z.T @ y), Z standardised with a column of ones
const byRidge = {
  0.0001: [0.5259557642183279, -0.4675775925330336, 0.20414105446853376, 0.2632848283348425],
  0.1: [0.4419925228044419, -0.38972549950781443, 0.19148771969172065, 0.23663835571192474],
};
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 9));

function fitRidge(tables: readonly SampleTable[], problem: TrainingProblem): RidgeModel {
  const fit = new RidgeFit(problem);
  for (const table of tables) fit.add(table);
  return fit.model();
}

describe('a ridge regression', () => {
  it('solves the normal equations, with the penalty that is best on validation rows', () => {
    const model = fitRidge([formulaTable(rowUses.validation)], problem);
    expect(model.ridge).toBe(0.1);
    expect([...model.coefficients]).toEqual(close(byRidge[0.1]));
  });

  it('takes the penalty that is best on training rows if there are no validation rows', () => {
    const model = fitRidge([formulaTable(rowUses.heldOut)], problem);
    expect(model.ridge).toBe(1e-4);
    expect([...model.coefficients]).toEqual(close(byRidge[0.0001]));
  });

  it('ignores held-out rows and rows without an angle', () => {
    const table = formulaTable(rowUses.validation);
    const expected = fitRidge([table], problem);
    const disturbed = formulaTable(rowUses.validation);
    for (let row = 20; row < 24; row++) {
      disturbed.inputs.fill(1e6, row * 3, row * 3 + 3);
      disturbed.labels[row * 3] = -1e6;
    }
    expect(fitRidge([disturbed], problem)).toEqual(expected);
    const unlabelled = emptyTable(3, problem.inputNames, problem.outputs);
    unlabelled.inputs.fill(1e6);
    expect(fitRidge([table, unlabelled], problem)).toEqual(expected);
  });

  it('does not depend on how the rows are spread over tables', () => {
    const table = formulaTable(rowUses.validation);
    const rows = Array.from({ length: 24 }, (_, row) => row);
    const parts = [rows.slice(0, 9), rows.slice(9)].map((part) => takeRows(table, part));
    expect(fitRidge(parts, problem)).toEqual(fitRidge([table], problem));
  });
});

describe('runRidge', () => {
  it('finds a linear relation again', () => {
    const table = formulaTable(rowUses.validation);
    for (let row = 0; row < 24; row++) {
      const [a, b, c] = table.inputs.subarray(row * 3);
      table.labels[row * 3] = 0.3 * a! - 0.2 * b! + 0.1 * c! + 0.05;
    }
    const predicted = runRidge(fitRidge([table], problem), table, problem);
    for (const [row, angle] of predicted.entries()) expect(angle).toBeCloseTo(table.labels[row * 3]!, 3);
  });
});
