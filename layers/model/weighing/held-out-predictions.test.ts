import { describe, expect, it } from 'vitest';
import { labelsOf, rowUses } from '../dataset/index.ts';
import { allNames, noNames } from '../inputs/index.ts';
import { ConstantGate, certainNames, NameGate } from '../predictor/index.ts';
import { coverageOf } from './held-out-predictions.ts';
import { answerOf, smallProblem, smallTable } from './small-study.testing.ts';

const problem = smallProblem();
const half = (width: number) => [{ factor: 1, offset: width }, null, null];
/** Half widths of 1, 2 and 3 rad, by given names. */
const intervals = { allNames: half(1), subjectOnly: half(2), noNames: half(3) };
const model = { trainedSubjects: ['ana'], inputNames: problem.inputNames };
const byTask = new NameGate({
  by: 'task',
  leads: { walk: [[0, 1]] },
  share: 1,
  within: 'gate',
  otherwise: new ConstantGate({ weights: [1] }),
});

/** Coverage of one recording by predictions that err by 1.5 and 2.5 rad in turns. */
function coverage(recording: number, given = allNames, gate: NameGate | ConstantGate = byTask) {
  const table = smallTable(problem, [{ recording, use: rowUses.heldOut, rows: 20 }]);
  const angleRad = Float64Array.from(labelsOf(table, 0), (angle, row) => angle + (row % 2 === 0 ? 1.5 : 2.5));
  const predictions = { ...answerOf(angleRad, new Float64Array(40)), spread: new Float64Array(60) };
  return coverageOf(
    table,
    { given, predictions },
    { problem, intervals, certain: certainNames(model, gate) },
  );
}

describe('the coverage of held-out rows', () => {
  const anaWalks = 0;
  const anaSits = 1;
  const benWalks = 2;

  it('is that of the intervals of a prediction with the same names', () => {
    expect(coverage(anaWalks).angle).toBe(0);
    expect(coverage(anaWalks, ['subject']).angle).toBe(0.5);
    expect(coverage(anaWalks, noNames).angle).toBe(1);
    expect(coverage(anaWalks, ['task']).angle).toBe(1);
    // A person without training rows.
    expect(coverage(benWalks).angle).toBe(1);
  });

  it('is that of the subject alone if training has not seen the task, unless tasks make no difference', () => {
    expect(coverage(anaSits).angle).toBe(0.5);
    expect(coverage(anaSits, allNames, new ConstantGate({ weights: [1] })).angle).toBe(0);
  });

  it('is null for outputs without intervals', () => {
    expect(coverage(anaWalks).forces).toEqual({ rect_fem_r: null, bifemlh_r: null });
  });
});
