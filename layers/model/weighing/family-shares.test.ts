import { describe, expect, it } from 'vitest';
import { allNames, noNames } from '../inputs/index.ts';
import { NestedGate } from '../predictor/index.ts';
import { familyShares } from './family-shares.ts';
import { smallProblem, smallTable } from './small-study.testing.ts';

const problem = smallProblem();
/** 100 rows of ana walking, 300 of ben. */
const table = smallTable(problem, [
  { recording: 0, rows: 100 },
  { recording: 2, rows: 300 },
]);
const localModels = [{ family: 'everything' }, { family: 'by subject' }, { family: 'by subject' }, {}];
const gate = new NestedGate({
  families: [
    { name: 'everything', localModels: [{ place: 0, names: {} }] },
    {
      name: 'by subject',
      localModels: [
        { place: 1, names: { subject: 'ana' } },
        { place: 2, names: { subject: 'eva' } },
      ],
    },
  ],
  shares: [
    { given: [], shares: [1, 0] },
    { given: ['subject'], shares: [0.2, 0.8] },
  ],
});

describe('the shares of families in the predictions of a gate', () => {
  it('are the weights of their local models, mean over rows, by the given names', () => {
    // No sub-domain was cut by the name of ben, whose rows therefore go to the family of everything alone.
    const named = familyShares(gate, table, problem, allNames, localModels);
    expect(named.get('by subject')).toBeCloseTo(0.8 * 0.25, 12);
    expect(named.get('everything')).toBeCloseTo(0.2 * 0.25 + 0.75, 12);
    expect(Object.fromEntries(familyShares(gate, table, problem, noNames, localModels))).toEqual({
      everything: 1,
      'by subject': 0,
    });
  });

  it('are the same from evenly spread rows of a long table', () => {
    const long = smallTable(problem, [
      { recording: 0, rows: 2500 },
      { recording: 2, rows: 7500 },
    ]);
    expect(familyShares(gate, long, problem, allNames, localModels).get('by subject')).toBeCloseTo(0.2, 3);
  });

  it('do not exist without rows', () => {
    expect(familyShares(gate, smallTable(problem, []), problem, allNames, localModels).size).toBe(0);
  });
});
