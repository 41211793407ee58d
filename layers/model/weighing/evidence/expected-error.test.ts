import { describe, expect, it } from 'vitest';
import { rowUses } from '../../dataset/index.ts';
import { ConstantGate } from '../../predictor/index.ts';
import { smallProblem, smallTable } from '../small-study.testing.ts';
import type { Evidence, Judged } from './evidence.ts';
import { expectedErrors } from './expected-error.ts';

const problem = smallProblem();
/** Rows of ana (recordings 0 and 1) and ben (2); predictions miss the angle of a recording by its entry, rad. */
function judged(missedRad: readonly number[]): Judged {
  const table = smallTable(
    problem,
    missedRad.map((_, recording) => ({ recording, use: rowUses.heldOut, rows: 40 })),
  );
  const values = table.labels.slice();
  for (let row = 0; row < table.rows; row++) values[3 * row]! += missedRad[table.recording[row]!]!;
  const outputs = [{ values, outputs: 3 }];
  return { table, outputs, outputsByFewer: { '': outputs }, isOfFolds: true };
}
const gate = new ConstantGate({ weights: [1] });
const evidence = (rows: Pick<Evidence, 'known' | 'newSubject'>): Evidence => ({
  problem,
  localModels: [{ id: 'single', kind: 'single', error: 0.1 }],
  contexts: [undefined],
  trainingShares: { subject: {}, site: {}, task: {} },
  ...rows,
});

describe('the error to expect of one person', () => {
  it('is the RMSE of each person over all recordings, between people by percentiles', () => {
    const { newPerson, knownPerson } = expectedErrors(
      evidence({ newSubject: judged([0.3, 0.4, 0.1]) }),
      gate,
    );
    const [ana, ben] = [Math.sqrt((0.3 ** 2 + 0.4 ** 2) / 2), 0.1];
    expect(newPerson!.people).toBe(2);
    expect(newPerson!.medianRad).toBeCloseTo((ana + ben) / 2, 6);
    expect(newPerson!.lowRad).toBeCloseTo(ben + 0.1 * (ana - ben), 6);
    expect(newPerson!.highRad).toBeCloseTo(ben + 0.9 * (ana - ben), 6);
    expect(knownPerson).toBeUndefined();
  });

  it('is told by task too, beside the deviation of the angle of each person', () => {
    const rows = judged([0.3, 0.4, 0.1]);
    const { byTask } = expectedErrors(evidence({ newSubject: rows }), gate).newPerson!;
    // Ana walks in recording 0 and sits in 1, Ben walks in 2.
    expect(Object.keys(byTask!)).toEqual(['sit', 'walk']);
    expect(byTask!.sit!.people).toBe(1);
    expect(byTask!.sit!.medianRad).toBeCloseTo(0.4, 6);
    expect(byTask!.walk!.people).toBe(2);
    expect(byTask!.walk!.medianRad).toBeCloseTo((0.3 + 0.1) / 2, 6);
    const angles = Array.from({ length: 40 }, (_, row) => rows.table.labels[3 * (40 + row)]!);
    const mean = angles.reduce((a, b) => a + b) / 40;
    const deviation = Math.sqrt(angles.reduce((sum, angle) => sum + (angle - mean) ** 2, 0) / 40);
    expect(byTask!.sit!.deviationRad).toBeCloseTo(deviation, 5);
  });

  it('is unknown without folds: validation rows adjoin training rows', () => {
    const { isOfFolds: _, ...validation } = judged([0.3, 0.4, 0.1]);
    expect(expectedErrors(evidence({ known: validation }), gate)).toEqual({});
  });
});
