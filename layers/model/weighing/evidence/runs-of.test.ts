import { describe, expect, it } from 'vitest';
import { allNames, noNames } from '../../inputs/index.ts';
import { fadedRows, runFaded, runLearned } from '../../predictor/index.ts';
import { smallNetwork, smallProblem, smallTable } from '../small-study.testing.ts';
import { viewOf } from './evidence.ts';
import { runsOf } from './runs-of.ts';

const problem = smallProblem({ features: { ...smallProblem().features, names: ['subject'] } });
const table = smallTable(
  problem,
  [0, 1, 2].map((recording) => ({ recording, rows: 15 })),
);
const rows = Uint32Array.from({ length: table.rows }, (_, row) => row);
const network = smallNetwork(problem, 4);
const fade = {
  mean: [1, 1],
  groups: [{ subject: 'ana', task: 'walk', mean: [1.2, 0.6] }],
  deviation: [0.5, 0.4],
  reach: 0.5,
  reachOfStrangers: 1,
};

describe('local models that are run for a table', () => {
  it('get the given names alone, and fade their context out as a prediction with these names does', () => {
    const run = runsOf(table, problem, fade);
    for (const given of [allNames, ['subject'] as const, noNames]) {
      const view = viewOf(table, problem, given);
      const expected = runFaded(network, view.inputs, rows, table.rows, fadedRows(view, fade));
      expect(run(network, rows, given)).toEqual(expected);
      expect(run(network, rows, given)).toEqual(expected);
    }
    expect(run(network, rows, allNames)).not.toEqual(run(network, rows, noNames));
  });

  it('have the outputs of the whole context without a fade', () => {
    const run = runsOf(table, problem, undefined);
    expect(run(network, rows, allNames)).toEqual(runLearned(network, table.inputs));
  });
});
