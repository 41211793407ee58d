import { describe, expect, it } from 'vitest';
import { rmse } from '../../../layers/base/numbers/index.ts';
import { labelsOf, rowsUsedFor, rowUses, takeRows } from '../../../layers/model/dataset/index.ts';
import { withLabels } from '../../../layers/model/training/testing.ts';
import { smallProblem, smallTable } from '../../../layers/model/weighing/testing.ts';
import { extremeLearningMachine } from './extreme-learning-machine.ts';
import { ridgeRegression } from './ridge-regression.ts';

const problem = smallProblem();
/** The angle is a nonlinear function of the first input. */
const table = smallTable(problem, [
  { recording: 0, rows: 400 },
  { recording: 1, use: rowUses.validation, rows: 100 },
  { recording: 2, use: rowUses.heldOut, rows: 200 },
]);
for (let row = 0; row < table.rows; row++) {
  table.labels[row * 3] = Math.sin(3 * table.inputs[row * problem.inputNames.length]!);
}
const heldOut = takeRows(table, rowsUsedFor(table, rowUses.heldOut));

describe.each([ridgeRegression, extremeLearningMachine])('the baseline $name', (baseline) => {
  it('gives the same angles for the same seed, one a row', () => {
    const first = baseline.fit([table], problem)(heldOut);
    expect(first).toHaveLength(heldOut.rows);
    expect(baseline.fit([table], problem)(heldOut)).toEqual(first);
  });

  it('learns nothing from held-out rows', () => {
    const other = withLabels(table, 0, (angle, row) => (table.use[row] === rowUses.heldOut ? 7 : angle));
    expect(baseline.fit([other], problem)(heldOut)).toEqual(baseline.fit([table], problem)(heldOut));
  });

  it('passes over rows without a label', () => {
    const gaps = withLabels(table, 0, (angle, row) => (row % 3 === 0 ? Number.NaN : angle));
    expect(baseline.fit([gaps], problem)(heldOut).every(Number.isFinite)).toBe(true);
  });
});

describe('the extreme learning machine', () => {
  it('learns a curve that ridge regression cannot', () => {
    const errorOf = (baseline: typeof ridgeRegression) =>
      rmse(labelsOf(heldOut, 0), baseline.fit([table], problem)(heldOut));
    expect(errorOf(extremeLearningMachine)).toBeLessThan(0.3 * errorOf(ridgeRegression));
  });
});
