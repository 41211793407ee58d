import { describe, expect, it } from 'vitest';
import { growForest } from '../../forest/index.ts';
import { smallNetwork, smallProblem, smallTable } from '../../weighing/testing.ts';
import { runLearned } from '../learned.ts';
import { runFaded } from './run-faded.ts';

const problem = smallProblem();
const [rows, width] = [6, problem.inputNames.length];
const { inputs } = smallTable(problem, [{ recording: 0, rows }]);
const all = Uint32Array.from({ length: rows }, (_, row) => row);
const faded = {
  kept: Float64Array.of(1, 0.25, 0, 1, 0.5, 0),
  withoutContext: (row: number) => {
    const own = inputs.slice(row * width, (row + 1) * width);
    own.fill(0.3, width - 2);
    return own;
  },
};

describe('the outputs of a local model whose context fades', () => {
  const network = smallNetwork(problem, 3);

  it('are those with context and those without it, in the shares of the row', () => {
    const found = runFaded(network, inputs, all, rows, faded);
    const whole = runLearned(network, inputs);
    for (const [row, kept] of faded.kept.entries()) {
      const without = runLearned(network, faded.withoutContext(row));
      for (let column = 0; column < 3; column++) {
        const expected = kept * whole.values[row * 3 + column]! + (1 - kept) * without.values[column]!;
        expect(found.values[row * 3 + column]!).toBeCloseTo(expected, kept === 1 ? 12 : 4);
      }
    }
  });

  it('are computed for the rows that are needed alone', () => {
    const needed = Uint32Array.of(1, 3);
    const asked: number[] = [];
    const noting = {
      ...faded,
      withoutContext: (row: number) => {
        asked.push(row);
        return faded.withoutContext(row);
      },
    };
    const { values } = runFaded(network, inputs, needed, rows, noting);
    expect(new Set(asked)).toEqual(new Set([1]));
    const whole = runFaded(network, inputs, all, rows, faded).values;
    expect(values.subarray(3, 6)).toEqual(whole.subarray(3, 6));
    expect([...values.subarray(6, 9)]).toEqual([0, 0, 0]);
  });

  it('are those of a forest as it is, which has learned nothing without context', () => {
    const { labels } = smallTable(problem, [{ recording: 0, rows }]);
    const forest = growForest({ inputs, width, labels, outputs: 3 }, { trees: 2, leaf: 1, seed: 1 });
    expect(runFaded(forest, inputs, all, rows, faded)).toEqual(runLearned(forest, inputs));
  });
});
