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

  it('is unknown without folds: validation rows adjoin training rows', () => {
    const { isOfFolds: _, ...validation } = judged([0.3, 0.4, 0.1]);
    expect(expectedErrors(evidence({ known: validation }), gate)).toEqual({});
  });
});
