import { describe, expect, it } from 'vitest';
import { rowUses, type SampleTable } from '../dataset/index.ts';
import { allNames, noNames } from '../inputs/index.ts';
import { ScaledError } from './scaled-error.ts';
import { type ModelPredictions, scoredLabel, scoreModels } from './score.ts';
import { answerOf, labelsApart, smallProblem, smallTable } from './small-study.testing.ts';

const problem = smallProblem();
const use = rowUses.heldOut;
const heldOut = () =>
  smallTable(problem, [
    { recording: 2, use, rows: 30 },
    { recording: 1, use, rows: 20 },
    { recording: 0, use, rows: 10 },
  ]);
const shifted = (values: Float32Array, shift: number) => Float64Array.from(values, (value) => value + shift);
const degree = Math.PI / 180;

/** The labels themselves. */
const exact = ({ labels, outputs }: SampleTable): ModelPredictions => ({
  values: labels.slice(),
  outputs: outputs.length,
});
const scored = (model: string, predictions: ModelPredictions) => ({ model, given: allNames, predictions });

describe('scoreModels', () => {
  it('scores the angle over everything, by task, by site and by subject, and the force by muscle', () => {
    const table = heldOut();
    const scores = scoreModels(table, problem, [scored('exact', exact(table))]);
    expect(scores.map(({ scope, name, unit, n }) => [scope, name, unit, n])).toEqual([
      ['all', 'all', 'deg', 60],
      ['task', 'sit', 'deg', 20],
      ['task', 'walk', 'deg', 40],
      ['site', 'bogota', 'deg', 30],
      ['site', 'lyon', 'deg', 30],
      ['subject', 'ana', 'deg', 30],
      ['subject', 'ben', 'deg', 30],
      ['muscle', 'rect_fem_r', 'N', 60],
      ['muscle', 'bifemlh_r', 'N', 60],
    ]);
    for (const { rmse, r, r2 } of scores) {
      expect(rmse).toBe(0);
      expect(r).toBeCloseTo(1, 12);
      expect(r2).toBe(1);
    }
  });

  it('gives the angle in degrees and the force in newtons', () => {
    const table = heldOut();
    const { angleRad, forceN } = labelsApart(table);
    const predictions = answerOf(shifted(angleRad, 3 * degree), shifted(forceN, -7));
    const scores = scoreModels(table, problem, [scored('off', predictions)]);
    expect(scores.find(({ scope }) => scope === 'all')!.rmse).toBeCloseTo(3, 10);
    expect(scores.find(({ scope }) => scope === 'muscle')!.rmse).toBeCloseTo(7, 10);
    expect(scores.every(({ nrmseDivisor }) => nrmseDivisor.includes('range of the measured'))).toBe(true);
  });

  it('leaves out rows without a label, and only those', () => {
    const table = heldOut();
    const predictions = exact(table);
    for (let row = 0; row < 5; row++) table.labels[row * 3] = Number.NaN;
    for (let row = 0; row < 8; row++) table.labels[row * 3 + 2] = Number.NaN;
    const scores = scoreModels(table, problem, [scored('exact', predictions)]);
    const n = (scope: string, name: string) =>
      scores.find((score) => score.scope === scope && score.name === name)!.n;
    expect(n('all', 'all')).toBe(55);
    expect(n('task', 'walk')).toBe(35);
    expect(n('task', 'sit')).toBe(20);
    expect(n('muscle', 'rect_fem_r')).toBe(60);
    expect(n('muscle', 'bifemlh_r')).toBe(52);
    expect(scores.every(({ rmse }) => rmse === 0)).toBe(true);
  });

  it('is null if there is nothing to score, and has no forces for a model without them', () => {
    const table = smallTable(problem, []);
    const scores = scoreModels(table, problem, [scored('ridge', answerOf([]))]);
    expect(scores).toHaveLength(1);
    expect(scores[0]).toMatchObject({
      scope: 'all',
      model: 'ridge',
      n: 0,
      rmse: null,
      nrmse: null,
      r: null,
      r2: null,
    });
  });

  it('scores every model on the same rows', () => {
    const table = heldOut();
    const { angleRad } = labelsApart(table);
    const models = [scored('a', answerOf(angleRad)), scored('b', answerOf(shifted(angleRad, degree)))];
    const all = scoreModels(table, problem, models).filter(({ scope }) => scope === 'all');
    expect(all.map(({ model, n, rmse }) => [model, n, rmse])).toEqual([
      ['a', 60, 0],
      ['b', 60, expect.closeTo(1, 10)],
    ]);
  });
});

describe('a model that is scored', () => {
  it('has a label that says what is given, unless all names are', () => {
    const labels = [allNames, noNames, ['task'] as const, ['subject', 'task'] as const].map((given) =>
      scoredLabel({ model: 'gated', given }),
    );
    expect(labels).toEqual([
      'gated',
      'gated (no names)',
      'gated (task alone)',
      'gated (subject and task alone)',
    ]);
  });
});

describe('ScaledError', () => {
  const errorOf = (...tables: ReturnType<typeof heldOut>[]) => {
    const error = new ScaledError(problem);
    for (const table of tables) {
      const labels = labelsApart(table);
      const angleRad = shifted(labels.angleRad, 0.1); // a fifth of the angle's deviation, 0.5
      const forceN = shifted(labels.forceN, 10); // 0.1 and 0.2 of the muscles' scales, 100 and 50
      error.add(table, answerOf(angleRad, forceN));
    }
    return error.value;
  };

  it('weighs angle and forces alike, each in its own scale', () => {
    const expected = Math.sqrt((0.2 ** 2 + (0.1 ** 2 + 0.2 ** 2) / 2) / 2);
    expect(errorOf(heldOut())).toBeCloseTo(expected, 6);
    expect(errorOf(heldOut(), heldOut())).toBeCloseTo(expected, 6);
  });

  it('is the error of the angle alone if no force is labelled or predicted', () => {
    const table = heldOut();
    for (let row = 0; row < table.rows; row++) table.labels.fill(Number.NaN, row * 3 + 1, row * 3 + 3);
    expect(errorOf(table)).toBeCloseTo(0.2, 6);
    const error = new ScaledError(problem);
    error.add(heldOut(), answerOf(shifted(labelsApart(heldOut()).angleRad, 0.1)));
    expect(error.value).toBeCloseTo(0.2, 6);
  });

  it('skips rows without an angle, and is NaN before any row', () => {
    const table = heldOut();
    table.labels[3 * 3] = Number.NaN;
    expect(errorOf(table)).toBeCloseTo(errorOf(heldOut()), 6);
    expect(errorOf()).toBeNaN();
  });
});
