import { describe, expect, it } from 'vitest';
import { labelsOf, outputsOfStudy } from './outputs.ts';
import { smallProblem, smallTable } from './small-study.testing.ts';

const problem = smallProblem();

describe('the outputs of a study', () => {
  it('are named after the joint and its muscles', () => {
    const names = outputsOfStudy(problem).map(({ name }) => name);
    expect(names).toEqual(['knee', 'rect_fem_r', 'bifemlh_r']);
  });

  it('have their labels in the columns of the table for the angle and each muscle', () => {
    const table = smallTable(problem, [{ recording: 0, rows: 3 }]);
    expect(labelsOf(table, 0)).toEqual(table.angleRad);
    expect([...labelsOf(table, 2)]).toEqual([1, 3, 5].map((at) => table.forceN[at]));
  });
});
