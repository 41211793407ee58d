import { describe, expect, it } from 'vitest';
import { type Dynamics, inverseDynamicsNm } from '../../physics/biomechanics/index.ts';
import { emptyTable } from '../dataset/testing.ts';
import { withTorque } from '../training/testing.ts';
import { scorePhysics } from './score-physics.ts';
import { smallProblem } from './small-study.testing.ts';

const limit = { stiffnessNm: 0, steepnessPerRad: 1, upperRad: 0, lowerRad: 0 };
const dynamics: Dynamics = {
  inertiaKgM2: 0.4,
  dampingNmSPerRad: 0.2,
  gravityCosNm: 10,
  gravitySinNm: 0,
  elasticNmPerRad: 0,
  elasticRestRad: 0,
  limit,
};
const plain = withTorque(smallProblem());
const problem = {
  ...plain,
  recordings: plain.recordings.map((card, at) =>
    at === 0
      ? { ...card, physics: 'measured torque' as const }
      : { ...card, physics: 'equation of motion' as const, dynamics },
  ),
};
const rows = 100;
const width = problem.outputs.length;
const angleOf = (row: number) => -0.8 + 0.3 * Math.sin((3 * row) / 50);
const [flexor, extensor] = problem.muscles.map(({ momentArmsM }) => momentArmsM[0]![0]!);

/** One recording of a movement. */
function movement(recording: number, stepS = 1 / 50) {
  const table = emptyTable(rows, problem.inputNames, problem.outputs);
  for (let row = 0; row < rows; row++) {
    table.timeS[row] = row * stepS;
    table.recording[row] = recording;
    table.labels[row * width] = angleOf(row);
    table.torqueNm[row] = 5 + row / 10;
  }
  return table;
}

/** Predictions of that angle, with forces whose muscle torque is the given one. */
function predictionsOf(torqueOf: (row: number) => number) {
  const values = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    values[row * width] = angleOf(row);
    values[row * width + 1] = torqueOf(row) / flexor!;
    values[row * width + 3] = torqueOf(row);
  }
  return { values, outputs: width };
}

describe('physics of predictions', () => {
  it('has the moment balance before and after the projection, where the torque was measured', () => {
    const found = scorePhysics(movement(0), problem, {
      model: 'nested',
      predictions: predictionsOf((row) => 5 + row / 10 + 0.5),
      unbalanced: predictionsOf((row) => 5 + row / 10 + (row % 2 === 0 ? 3 : -3)),
    });
    expect(found).toMatchObject({ model: 'nested', residual: null });
    expect(found.angleRmseDeg).toBeCloseTo(0, 5);
    expect(found.balance).toMatchObject({ n: rows });
    expect(found.balance!.beforeNm).toBeCloseTo(3, 5);
    expect(found.balance!.afterNm).toBeCloseTo(0.5, 5);
    expect(found.balance!.rangeNm).toBeCloseTo(9.9, 5);
  });

  it('has a residual near 0 if forces and movement obey the equation, and what is missing otherwise', () => {
    const [speed, stretch] = [3, 0.3];
    const needed = (row: number) => {
      const phase = (speed * row) / 50;
      return inverseDynamicsNm(
        dynamics,
        angleOf(row),
        stretch * speed * Math.cos(phase),
        -stretch * speed ** 2 * Math.sin(phase),
      );
    };
    const residualOf = (missingNm: number) => {
      const made = predictionsOf((row) => needed(row) + missingNm);
      return scorePhysics(movement(1), problem, { model: 'single', predictions: made, unbalanced: made });
    };
    expect(residualOf(0).balance).toBeNull();
    expect(residualOf(0).residual!.rmsNm).toBeLessThan(0.01);
    // Whole stencils of nine rows.
    expect(residualOf(0).residual!.n).toBe(rows - 8);
    expect(residualOf(2).residual!.rmsNm).toBeCloseTo(2, 2);
  });

  it('has no residual of rows that are not neighbours in time, nor of a model without forces', () => {
    const made = predictionsOf(() => 1);
    const score = { model: 'single', predictions: made, unbalanced: made };
    expect(scorePhysics(movement(1, 2 / 50), problem, score).residual).toBeNull();
    const angles = { values: made.values.filter((_, at) => at % width === 0), outputs: 1 };
    const alone = scorePhysics(movement(1), problem, { ...score, predictions: angles, unbalanced: angles });
    expect(alone).toMatchObject({ balance: null, residual: null });
    expect(alone.angleRmseDeg).toBeCloseTo(0, 5);
  });

  it('counts the pull of every muscle', () => {
    const made = predictionsOf(() => 0);
    for (let row = 0; row < rows; row++) made.values[row * width + 2] = 100;
    const found = scorePhysics(movement(0), problem, { model: 'x', predictions: made, unbalanced: made });
    const missed = Array.from({ length: rows }, (_, row) => (5 + row / 10 - 100 * extensor!) ** 2);
    const rms = Math.sqrt(missed.reduce((sum, one) => sum + one, 0) / rows);
    expect(found.balance!.beforeNm).toBeCloseTo(rms, 4);
  });
});
