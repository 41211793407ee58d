import { describe, expect, it } from 'vitest';
import { answerOf, labelsApart, smallProblem, smallTable } from '../small-study.testing.ts';
import { intervalCoverage } from './interval-coverage.ts';

const problem = smallProblem();
const table = smallTable(problem, [{ recording: 0, rows: 4 }]);
const { outputs } = problem;
const angleOff = [0, 0.1, 0.2, 0.3];
const forceOff = [
  [0, 40],
  [10, 40],
  [20, 0],
  [30, 0],
];
/** Off by that much from its labels, with a spread of 0. */
const labels = labelsApart(table);
const predictions = {
  ...answerOf(
    Float64Array.from(labels.angleRad, (angle, row) => angle + angleOff[row]!),
    Float64Array.from(labels.forceN, (force, at) => force + forceOff.flat()[at]!),
  ),
  spread: new Float64Array(12),
};
const width = (half: number) => ({ factor: 1, offset: half });

describe('the coverage of intervals', () => {
  it('has the shares of the angle, of each muscle, and of all muscles together', () => {
    const intervals = [width(0.15), width(15), width(15)];
    expect(intervalCoverage(table, predictions, outputs, () => intervals)).toEqual({
      angle: 0.5,
      forces: { rect_fem_r: 0.5, bifemlh_r: 0.5 },
      allForces: 0.5,
      angleHalfWidthRad: { mean: 0.15, largest: 0.15 },
      forceHalfWidthsN: { rect_fem_r: { mean: 15, largest: 15 }, bifemlh_r: { mean: 15, largest: 15 } },
    });
  });

  it('takes the interval that each row has, and no row without a label or an interval', () => {
    const gap = { ...table, labels: table.labels.with(1, Number.NaN) };
    const wide = [width(1), width(100), null];
    const narrow = [width(0.01), width(5), null];
    const coverage = intervalCoverage(gap, predictions, outputs, (row) => (row < 2 ? wide : narrow));
    expect(coverage).toMatchObject({ angle: 0.5, forces: { bifemlh_r: null }, allForces: 1 / 3 });
    expect(coverage.forceHalfWidthsN).toEqual({ rect_fem_r: { mean: 52.5, largest: 100 }, bifemlh_r: null });
  });
});
