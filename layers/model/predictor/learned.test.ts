import { describe, expect, it } from 'vitest';
import { growForest, predictForest } from '../forest/index.ts';
import { runNetwork } from '../network/index.ts';
import { smallNetwork, smallProblem, smallTable } from '../weighing/testing.ts';
import { isForest, runLearned, runLearnedFor } from './learned.ts';

const problem = smallProblem();
const { inputs, labels, rows } = smallTable(problem, [{ recording: 0, rows: 60 }]);
const width = problem.inputNames.length;
const network = smallNetwork(problem, 1);
const forest = growForest({ inputs, width, labels, outputs: 3 }, { trees: 5, leaf: 2, seed: 1 });

describe('a local model', () => {
  it('gives the outputs of its network, or of its forest', () => {
    expect([isForest(network), isForest(forest)]).toEqual([false, true]);
    expect(runLearned(network, inputs)).toEqual(runNetwork(network, inputs));
    expect(runLearned(forest, inputs)).toEqual({ values: predictForest(forest, inputs).mean, outputs: 3 });
  });

  it.each([
    ['network', network],
    ['forest', forest],
  ] as const)('gives some rows as among all, and zeros elsewhere: a %s', (_, learned) => {
    const all = runLearned(learned, inputs);
    const some = Uint32Array.of(0, 7, 8, 59);
    const { values, outputs } = runLearnedFor(learned, inputs, some, rows);
    expect([outputs, values.length]).toEqual([3, rows * 3]);
    for (let row = 0; row < rows; row++) {
      const expected = some.includes(row) ? [...all.values.subarray(row * 3, row * 3 + 3)] : [0, 0, 0];
      expect([...values.subarray(row * 3, row * 3 + 3)]).toEqual(
        expected.map((value) => expect.closeTo(value, 5)),
      );
    }
    expect(runLearnedFor(learned, inputs, new Uint32Array(), rows)).toEqual({
      values: new Float32Array(rows * 3),
      outputs: 3,
    });
    const every = Uint32Array.from({ length: rows }, (_, row) => row);
    expect(runLearnedFor(learned, inputs, every, rows)).toEqual(all);
  });
});
