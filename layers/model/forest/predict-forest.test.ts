import { describe, expect, it } from 'vitest';
import { type Forest, leafMark } from './forest.ts';
import { growForest } from './grow-forest.ts';
import { predictForest } from './predict-forest.ts';
import { forestProblem } from './problem.testing.ts';

/** Two trees of two inputs and two outputs: input 1 up to 0.5 or above, and one leaf. */
const forest: Forest = {
  inputs: 2,
  roots: Uint32Array.of(0, 3, 4),
  input: Uint16Array.of(1, leafMark, leafMark, leafMark),
  threshold: Float32Array.of(0.5, 0, 0, 0),
  next: Uint32Array.of(2, 0, 1, 2),
  codes: Uint8Array.of(0, 10, 100, 20, 50, 30),
  scales: [
    { low: -10, step: 0.5 },
    { low: 0, step: 100 },
  ],
};

describe('the prediction of a forest', () => {
  it('is the mean over its trees, with their standard deviation', () => {
    const { mean, deviation } = predictForest(forest, Float32Array.of(7, 0.5, 7, 0.75));
    expect(mean).toEqual(Float32Array.of(-10 + 0.5 * 25, 2000, -10 + 0.5 * 75, 2500));
    expect(deviation).toEqual(Float32Array.of(0.5 * 25, 1000, 0.5 * 25, 500));
  });

  it('is NaN for a row with an input that is not finite, and for no other row', () => {
    const inputs = Float32Array.of(1, 0, Number.NaN, 0, 1, 0, 1, Number.POSITIVE_INFINITY);
    const { mean, deviation } = predictForest(forest, inputs);
    const isKnown = [true, true, false, false, true, true, false, false];
    expect([...mean].map(Number.isFinite)).toEqual(isKnown);
    expect([...deviation].map(Number.isFinite)).toEqual(isKnown);
  });

  it('is the same to the bit, whatever the other rows', () => {
    const { inputs, ...rest } = forestProblem({ rows: 200, width: 5, outputs: 2 }, 4);
    const grown = growForest({ inputs, ...rest }, { trees: 30, leaf: 3, seed: 1 });
    const whole = predictForest(grown, inputs);
    for (const row of [0, 17, 199]) {
      const alone = predictForest(grown, inputs.subarray(5 * row, 5 * (row + 1)));
      expect(alone.mean).toEqual(whole.mean.subarray(2 * row, 2 * (row + 1)));
      expect(alone.deviation).toEqual(whole.deviation.subarray(2 * row, 2 * (row + 1)));
    }
  });

  it('of no rows is empty', () => {
    expect(predictForest(forest, new Float32Array()).mean).toEqual(new Float32Array());
  });

  it('is refused for part of a row', () => {
    expect(() => predictForest(forest, Float32Array.of(1, 2, 3))).toThrow('3 inputs are not rows of 2');
  });
});
