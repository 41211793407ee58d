import { describe, expect, it } from 'vitest';
import { smallProblem, smallTable } from '../small-study.testing.ts';
import { rowsToJudge } from './rows-to-judge.ts';

const problem = smallProblem();
// Ana walks, Ana sits, Ben walks, Ben rises.
const table = smallTable(
  problem,
  [0, 1, 2, 3].map((recording) => ({ recording, rows: 2 })),
);
const all = [0, 1, 2, 3, 4, 5, 6, 7];
const rowsOf = (localModel: Parameters<typeof rowsToJudge>[0]) => [
  ...rowsToJudge(localModel, table, problem),
];

describe('the rows by which a local model is judged', () => {
  it('are, of a forest that was cut by names, those with these names', () => {
    expect(rowsOf({ learner: 'forest', names: { task: 'walk' } })).toEqual([0, 1, 4, 5]);
    expect(rowsOf({ learner: 'forest', names: { subject: 'ben' } })).toEqual([4, 5, 6, 7]);
    expect(rowsOf({ learner: 'forest', names: { subject: 'ben', task: 'walk' } })).toEqual([4, 5]);
    expect(rowsOf({ learner: 'forest', names: { subject: 'carla' } })).toEqual([]);
  });

  it('are all, of a forest of everything and of every network', () => {
    expect(rowsOf({ learner: 'forest', names: {} })).toEqual(all);
    expect(rowsOf({ learner: 'forest' })).toEqual(all);
    expect(rowsOf({ names: { task: 'walk' } })).toEqual(all);
    expect(rowsOf({ learner: 'network', names: { task: 'walk' } })).toEqual(all);
  });
});
