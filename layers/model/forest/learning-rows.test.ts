import { describe, expect, it } from 'vitest';
import { learningRows } from './learning-rows.ts';

const nan = Number.NaN;

describe('rows to learn from', () => {
  it('have one column for each input, and labels in deviations from their mean', () => {
    const learned = learningRows({
      inputs: Float32Array.of(1, 2, 3, 4, 5, 6),
      width: 2,
      labels: Float32Array.of(10, 14, 18),
      outputs: 1,
    });
    expect(learned.rows).toBe(3);
    expect(learned.inputs).toEqual([Float32Array.of(1, 3, 5), Float32Array.of(2, 4, 6)]);
    expect(learned.scales).toEqual([{ mean: 14, deviation: Math.sqrt(32 / 3) }]);
    expect(learned.labels).toEqual([Float32Array.of(-Math.sqrt(1.5), 0, Math.sqrt(1.5))]);
    expect(learned.masses).toEqual([]);
    expect(learned.massOf).toEqual([-1]);
  });

  it('keep rows that have some label, with mass 0 where one is missing, and one column for outputs that miss the same', () => {
    const labels = Float32Array.of(...[1, 5, 6, 2, nan, nan, nan, nan, nan, 3, 7, 10]);
    const learned = learningRows({ inputs: Float32Array.of(0, 1, 2, 3), width: 1, labels, outputs: 3 });
    expect(learned.inputs).toEqual([Float32Array.of(0, 1, 3)]);
    expect(learned.scales.map(({ mean }) => mean)).toEqual([2, 6, 8]);
    expect(learned.labels[1]).toEqual(Float32Array.of(-1, 0, 1));
    expect(learned.masses).toEqual([Float32Array.of(1, 0, 1)]);
    expect(learned.massOf).toEqual([-1, 0, 0]);
  });

  it('leave out rows of weight 0, and take weights into mean and deviation', () => {
    const learned = learningRows({
      inputs: Float32Array.of(0, 1, 2),
      width: 1,
      labels: Float32Array.of(4, 8, 1000),
      outputs: 1,
      weights: Float32Array.of(3, 1, 0),
    });
    expect(learned.rows).toBe(2);
    expect(learned.scales).toEqual([{ mean: 5, deviation: Math.sqrt(3) }]);
    expect(learned.labels[0]![0]).toBeCloseTo((3 * -1) / Math.sqrt(3), 6);
    expect(learned.masses).toEqual([Float32Array.of(3, 1)]);
  });

  it('have the deviation 1 if an output is constant', () => {
    const learned = learningRows({
      inputs: Float32Array.of(0, 1),
      width: 1,
      labels: Float32Array.of(7, 7),
      outputs: 1,
    });
    expect(learned.scales).toEqual([{ mean: 7, deviation: 1 }]);
  });

  it.each([
    ['sizes that do not fit', { inputs: [1, 2, 3], labels: [1, 2] }, '3 inputs, 2 labels are not rows of 1'],
    ['too few weights', { weights: [1] }, '2 inputs, 2 labels and 1 weights are not rows of 1'],
    ['part of a row', { outputs: 3 }, 'are not rows of 1 inputs and 3 outputs'],
    ['rows without inputs', { width: 0, inputs: [] }, 'are not rows of 0 inputs'],
    ['an input that is NaN', { inputs: [1, nan] }, 'an input is not a finite number'],
    ['an infinite input', { inputs: [1, Infinity] }, 'an input is not a finite number'],
    ['an infinite label', { labels: [1, -Infinity] }, 'a label is infinite'],
    ['a negative weight', { weights: [1, -1] }, 'a weight is neither 0 nor 0.000001 to 1000000'],
    ['a weight that is NaN', { weights: [1, nan] }, 'a weight is neither 0 nor'],
    ['an infinite weight', { weights: [1, Infinity] }, 'a weight is neither 0 nor 0.000001 to 1000000'],
    ['no rows', { inputs: [], labels: [] }, 'no row has a label of output 0'],
    ['no label at all', { labels: [nan, nan] }, 'no row has a label of output 0'],
    ['no label of an output', { outputs: 2, labels: [1, nan, 2, nan] }, 'no row has a label of output 1'],
    ['no weight above 0', { weights: [0, 0] }, 'no row has a label of output 0'],
  ])('are refused with %s', (_, change, message) => {
    const { inputs, labels, weights, ...sizes } = {
      inputs: [1, 2],
      labels: [1, 2],
      width: 1,
      outputs: 1,
      weights: undefined as number[] | undefined,
      ...change,
    };
    const given = { ...sizes, inputs: Float32Array.from(inputs), labels: Float32Array.from(labels) };
    const rows = weights ? { ...given, weights: Float32Array.from(weights) } : given;
    expect(() => learningRows(rows)).toThrow(RangeError);
    expect(() => learningRows(rows)).toThrow(message);
  });
});
