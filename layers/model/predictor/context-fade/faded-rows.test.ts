import { describe, expect, it } from 'vitest';
import type { GivenNames } from '../../inputs/index.ts';
import type { ContextFadeJson } from '../model-file/context-fade-json.ts';
import { fadedRows } from './faded-rows.ts';

const inputNames = ['emg@0ms', 'emg~mean', 'emg~deviation', 'task=walk'];
/** Means in the first context input alone; distances are differences of it over the square root of 2. */
const group = (subject: string, task: string, mean: number) => ({ subject, task, mean: [mean, 0] });
const fade: ContextFadeJson = {
  mean: [0.5, 0.25],
  groups: [group('ana', 'walk', 0), group('ana', 'sit', 100), group('ben', 'sit', 40)],
  deviation: [1 / Math.SQRT2, 1],
  reach: 2,
  reachOfStrangers: 10,
};

/** The share that is kept of the context of each row; its deviation is 0. */
function kept(means: readonly number[], names: GivenNames, of = fade): number[] | undefined {
  const inputs = Float32Array.from(means.flatMap((mean) => [7, mean, 0, 1]));
  const rows = fadedRows({ rows: means.length, inputs, inputNames, givenNames: () => names }, of);
  return rows && Array.from(rows.kept, (share) => Number(share.toFixed(12)));
}

describe('the share of the context that a row keeps', () => {
  it('is whole within the reach of its own group, none beyond twice the reach, and falls on a line between', () => {
    const names = { subject: 'ana', task: 'walk' };
    expect(kept([0, 2, 2.5, 3, 4, 50, -3], names)).toEqual([1, 1, 0.75, 0.5, 0, 0, 0.5]);
  });

  it('is judged by the groups of all people in the task if the person is not known in it, with the longer reach', () => {
    expect(kept([40, 55, 100, 120], { subject: 'eve', task: 'sit' })).toEqual([1, 0.5, 1, 0]);
    expect(kept([0, 15], { subject: 'ben', task: 'walk' })).toEqual([1, 0.5]);
  });

  it('is judged by the groups of the person if the task is not known, with the reach of the person', () => {
    expect(kept([0, 103, 40], { subject: 'ana' })).toEqual([1, 0.5, 0]);
    expect(kept([43, 0], { subject: 'ben', task: 'run' })).toEqual([0.5, 0]);
  });

  it('is judged by all groups if nothing is known, and by the one reach if there is only one', () => {
    expect(kept([15, 55], {})).toEqual([0.5, 0.5]);
    const { reachOfStrangers: _, ...ofOne } = fade;
    expect(kept([3, 43], {}, ofOne)).toEqual([0.5, 0.5]);
  });

  it('is not computed if all rows keep their context, or the model has no fade', () => {
    expect(kept([0, 1], { subject: 'ana', task: 'walk' })).toBeUndefined();
    const view = { rows: 1, inputs: Float32Array.of(7, 500, 0, 1), inputNames, givenNames: () => ({}) };
    expect(fadedRows(view, undefined)).toBeUndefined();
  });

  it('comes with the inputs without context, which keep all but the context', () => {
    const inputs = Float32Array.of(7, 500, 3, 1, 8, 600, 4, 0);
    const rows = fadedRows({ rows: 2, inputs, inputNames, givenNames: () => ({}) }, fade)!;
    expect([...rows.withoutContext(1)]).toEqual([8, 0.5, 0.25, 0]);
    expect([...inputs]).toEqual([7, 500, 3, 1, 8, 600, 4, 0]);
  });
});
