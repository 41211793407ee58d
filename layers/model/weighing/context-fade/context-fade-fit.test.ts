import { describe, expect, it } from 'vitest';
import { rowUses } from '../../dataset/index.ts';
import { fadedRows } from '../../predictor/index.ts';
import { viewOf } from '../evidence/evidence.ts';
import { type SmallRows, smallProblem, smallTable } from '../small-study.testing.ts';
import { ContextFadeFit } from './context-fade-fit.ts';

const problem = smallProblem();
const training: readonly SmallRows[] = [0, 1, 2, 3].map((recording) => ({ recording, rows: 500 }));

function fitted(of = problem, stretches = training) {
  const fit = new ContextFadeFit(of, 2000);
  for (const stretch of stretches) fit.add(smallTable(of, [stretch]));
  return fit.fade();
}

describe('the fade of the context, fitted to training rows', () => {
  it('has the mean of each person in each task, and the deviation within these groups', () => {
    const { groups, deviation, mean } = fitted()!;
    expect(groups.map(({ subject, task }) => [subject, task])).toEqual([
      ['ana', 'walk'],
      ['ana', 'sit'],
      ['ben', 'walk'],
      ['ben', 'rise'],
    ]);
    // Inputs are 1 + sin of a growing angle, so the deviation is that of a sine.
    for (const group of groups) for (const one of group.mean) expect(one).toBeCloseTo(1, 1);
    for (const one of deviation) expect(one).toBeCloseTo(Math.SQRT1_2, 1);
    expect(mean).toEqual(problem.inputScales.slice(2, 4).map((scale) => scale.mean));
  });

  it('lets 99 % of the training rows keep their context, and none of a context far away', () => {
    const fade = fitted()!;
    const table = smallTable(problem, training);
    const view = viewOf(table, problem, ['subject', 'task']);
    const { kept } = fadedRows(view, fade)!;
    expect(kept.filter((share) => share === 1).length / table.rows).toBeCloseTo(0.99, 2);
    const far = { ...view, inputs: view.inputs.map((input) => input + 10) };
    expect(fadedRows(far, fade)!.kept.every((share) => share === 0)).toBe(true);
  });

  it('has a longer reach for strangers, as far as people are from each other; none of a single person', () => {
    const apart = smallTable(problem, training);
    for (let row = 1000; row < 2000; row++) apart.inputs[row * 4 + 2]! += 3;
    const fit = new ContextFadeFit(problem, 2000);
    fit.add(apart);
    const { reach, reachOfStrangers } = fit.fade()!;
    expect(reachOfStrangers).toBeGreaterThan(1.5 * reach);
    expect(fitted(problem, training.slice(0, 2))!.reachOfStrangers).toBeUndefined();
  });

  it('uses training rows alone', () => {
    const others = [rowUses.validation, rowUses.heldOut].map((use) => ({ recording: 3, use, rows: 99 }));
    expect(fitted(problem, [...training, ...others])).toEqual(fitted());
    expect(fitted(problem, others)).toBeUndefined();
  });

  it('does not divide by a channel that never changed', () => {
    const fit = new ContextFadeFit(problem, 2000);
    const table = smallTable(problem, training);
    for (let row = 0; row < table.rows; row++) table.inputs[row * 4 + 2] = 0;
    fit.add(table);
    expect(fit.fade()!.deviation[0]).toBeCloseTo(0.1 * problem.inputScales[2]!.deviation, 12);
  });

  it('is none of networks that were always given a context, or have none', () => {
    const always = { ...problem, training: { ...problem.training, contextDropout: 0 } };
    expect(fitted(always)).toBeUndefined();
    expect(fitted(smallProblem({ features: { ...problem.features, contextS: 0 } }))).toBeUndefined();
  });

  it('thins the rows of a long study evenly, with nearly the same result', () => {
    const whole = fitted()!;
    const thinned = new ContextFadeFit(problem, 2_000_000);
    for (const stretch of training) thinned.add(smallTable(problem, [stretch]));
    expect(thinned.fade()!.reach / whole.reach).toBeCloseTo(1, 1);
  });
});
