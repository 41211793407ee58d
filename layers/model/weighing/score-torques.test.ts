import { describe, expect, it } from 'vitest';
import { allNames } from '../inputs/index.ts';
import { withTorque } from '../training/testing.ts';
import { ScaledError } from './scaled-error.ts';
import { scoreModels } from './score.ts';
import { smallProblem, smallTable } from './small-study.testing.ts';

const plain = withTorque(smallProblem());
const problem = {
  ...plain,
  recordings: plain.recordings.map((card) => ({
    ...card,
    physics: 'measured torque' as const,
    ...(card.subject === 'ana' ? { massKg: 80 } : {}),
  })),
};
const width = problem.outputs.length;
const table = smallTable(problem, [
  { recording: 0, rows: 30 },
  { recording: 1, rows: 30 },
  { recording: 2, rows: 30 },
]);

/** The labels, with the torque off by so much in the rows of each recording. */
function offBy(...offNm: number[]) {
  const values = table.labels.map((label, at) =>
    at % width === width - 1 ? label + offNm[table.recording[Math.floor(at / width)]!]! : label,
  );
  return { values, outputs: width };
}

describe('errors of the torque', () => {
  const models = [
    { model: 'near', given: allNames, predictions: offBy(1, 2, 4) },
    { model: 'ridge', given: allNames, predictions: { values: new Float32Array(90), outputs: 1 } },
  ];
  const scores = scoreModels(table, problem, models).filter(({ scope }) => scope.startsWith('torque'));

  it('are in N m over all rows and by task, of the models that have a torque', () => {
    const found = scores
      .filter(({ unit }) => unit === 'N m')
      .map(({ scope, name, model, rmse, n }) => [scope, name, model, Number(rmse!.toFixed(4)), n]);
    expect(found).toEqual([
      ['torque', 'knee', 'near', Number(Math.sqrt((1 + 4 + 16) / 3).toFixed(4)), 90],
      ['torque of a task', 'sit', 'near', 2, 30],
      ['torque of a task', 'walk', 'near', Number(Math.sqrt((1 + 16) / 2).toFixed(4)), 60],
    ]);
  });

  it('are per kilogram on the rows of subjects whose mass is known', () => {
    const [perKg, ...others] = scores.filter(({ unit }) => unit === 'N m/kg');
    expect(others).toEqual([]);
    expect(perKg).toMatchObject({ scope: 'torque', name: 'knee', n: 60 });
    expect(perKg!.rmse).toBeCloseTo(Math.sqrt((1 + 4) / 2) / 80, 6);
  });

  it('are divided by the range of the measured torque', () => {
    const torque = table.labels.filter((_, at) => at % width === width - 1);
    const rangeNm = Math.max(...torque) - Math.min(...torque);
    const [all] = scores;
    expect(all!.nrmse).toBeCloseTo(all!.rmse! / rangeNm, 9);
  });

  it('are none of a study without torque', () => {
    const other = smallProblem();
    const rows = smallTable(other, [{ recording: 0, rows: 20 }]);
    const predictions = { values: rows.labels, outputs: 3 };
    const found = scoreModels(rows, other, [{ model: 'same', given: allNames, predictions }]);
    expect(found.some(({ scope }) => scope.startsWith('torque'))).toBe(false);
  });
});

describe('the error over scaled outputs', () => {
  it('weighs a torque as one of the forces', () => {
    const error = new ScaledError(problem);
    error.add(table, offBy(1, 1, 1));
    const { deviation } = problem.outputs[width - 1]!.scale;
    // Angle 1, forces 1 together, and the torque half of that, since there are two muscles.
    expect(error.value).toBeCloseTo(Math.sqrt(0.5 / deviation ** 2 / 2.5), 6);
  });
});
