import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../base/numbers/index.ts';
import { type Forest, leafMark } from './forest.ts';
import { forestBytes } from './forest-bytes.ts';
import { growForest } from './grow-forest.ts';
import { TreeGrower } from './grow-tree.ts';
import { type ForestRows, learningRows } from './learning-rows.ts';
import { predictForest } from './predict-forest.ts';
import { forestProblem } from './problem.testing.ts';

const settings = { trees: 20, leaf: 5, seed: 1 };
const rows = forestProblem({ rows: 300, width: 6, outputs: 3 }, 1);

describe('a forest', () => {
  it('is the same to the byte for the same rows and seed, and another one for another seed', () => {
    const bytes = forestBytes(growForest(rows, settings));
    expect(forestBytes(growForest(rows, settings))).toEqual(bytes);
    expect(forestBytes(growForest(rows, { ...settings, seed: 2 }))).not.toEqual(bytes);
  });

  it('has the same first trees, however many follow', () => {
    const few = growForest(rows, { ...settings, trees: 3 });
    const many = growForest(rows, settings);
    const nodes = few.input.length;
    expect(many.roots.subarray(0, 4)).toEqual(few.roots);
    expect(many.input.subarray(0, nodes)).toEqual(few.input);
    expect(many.threshold.subarray(0, nodes)).toEqual(few.threshold);
    expect(many.next.subarray(0, nodes)).toEqual(few.next);
  });

  it('has the values of its trees to half a step, a 510th of their range', () => {
    const learned = learningRows(rows);
    const grower = new TreeGrower(learned, settings.leaf);
    const { scales, codes } = growForest(rows, settings);
    let leaf = 0;
    for (let tree = 0; tree < settings.trees; tree++) {
      const { means } = grower.grow(randomOf(settings.seed, 'tree', tree));
      for (let at = 0; at < means.length; at++) {
        const { mean, deviation } = learned.scales[at % 3]!;
        const { low, step } = scales[at % 3]!;
        const error = low + step * codes[leaf + at]! - (mean + deviation * means[at]!);
        expect(Math.abs(error)).toBeLessThanOrEqual(0.5000001 * step);
      }
      leaf += means.length;
    }
    expect(leaf).toBe(codes.length);
    expect(
      [0, 1, 2].map((output) => codes.filter((_, at) => at % 3 === output).reduce((a, b) => Math.max(a, b))),
    ).toEqual([255, 255, 255]);
  });

  it('has at least the wanted number of rows in each leaf', () => {
    for (const leaf of [1, 2, 5, 40, 150, 300, 1000]) {
      const forest = growForest(rows, { trees: 5, leaf, seed: 3 });
      const counts = rowsOfLeaves(forest, rows.inputs);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(Math.min(leaf, 300));
      expect(counts.reduce((sum, count) => sum + count)).toBe(5 * 300);
    }
  });

  it('never compares a constant input', () => {
    const inputs = rows.inputs.map((value, at) => (at % 6 === 2 ? 4.5 : value));
    const forest = growForest({ ...rows, inputs }, settings);
    expect(new Set(forest.input)).toEqual(new Set([0, 1, 3, 4, 5, leafMark]));
  });

  it('of one row repeats its labels', () => {
    const one = { inputs: Float32Array.of(1, 2), width: 2, labels: Float32Array.of(30, -7), outputs: 2 };
    const { mean, deviation } = predictForest(growForest(one, settings), Float32Array.of(9, 9));
    expect(mean).toEqual(Float32Array.of(30, -7));
    expect(deviation).toEqual(Float32Array.of(0, 0));
  });

  it('repeats different labels of different rows, if leaves may have one row', () => {
    const inputs = Float32Array.of(0, 1, 2, 3, 4, 5);
    const labels = Float32Array.of(0, 50, 20, 255, 70, 90);
    const forest = growForest({ inputs, width: 1, labels, outputs: 1 }, { trees: 10, leaf: 1, seed: 1 });
    for (const [row, value] of predictForest(forest, inputs).mean.entries())
      expect(value).toBeCloseTo(labels[row]!, 4);
  });

  it('gives rows that are alike the mean of their labels', () => {
    const alike = {
      inputs: new Float32Array(40),
      width: 1,
      labels: Float32Array.from({ length: 40 }, (_, row) => row),
      outputs: 1,
    };
    const { mean } = predictForest(growForest(alike, settings), Float32Array.of(0));
    expect(mean[0]).toBeCloseTo(19.5, 5);
  });

  it('has the same leaves whether a row is given twice or with the weight 2', () => {
    const whole = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(
        fc
          .array(fc.record({ input: whole(9), other: whole(9), label: whole(50), weight: whole(3) }), {
            minLength: 2,
            maxLength: 25,
          })
          .filter((given) => given.some(({ weight }) => weight > 0)),
        fc.integer(),
        (given, seed) => {
          const repeated = given.flatMap((row) => Array.from({ length: row.weight }, () => row));
          const weights = Float32Array.from(given, ({ weight }) => weight);
          const grown = [{ ...rowsFrom(given), weights }, rowsFrom(repeated)].map((learned) =>
            growForest(learned, { trees: 5, leaf: 1, seed }),
          );
          const inputs = rowsFrom(given).inputs;
          // Means half way between two codes may be rounded either way.
          const step = 1.001 * grown[0]!.scales[0]!.step;
          const [weighted, twice] = grown.map((forest) => predictForest(forest, inputs).mean);
          for (const [row, { weight }] of given.entries())
            if (weight > 0) expect(Math.abs(weighted![row]! - twice![row]!)).toBeLessThanOrEqual(step);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('learns an output from the rows that have it', () => {
    const labels = rows.labels.map((label, at) => (at % 3 === 1 && at > 450 ? Number.NaN : label));
    const some = growForest({ ...rows, labels }, settings);
    const test = forestProblem({ rows: 500, width: 6, outputs: 3 }, 2);
    const errors = errorsOf(some, test);
    const whole = errorsOf(growForest(rows, settings), test);
    // Half of the labels of output 1: worse than with all, much better than the mean.
    expect(errors[1]! / whole[1]!).toBeGreaterThan(1.01);
    expect(errors[1]! / whole[1]!).toBeLessThan(1.25);
    expect(errors[0]! / whole[0]!).toBeLessThan(1.1);
    expect(errors[2]! / whole[2]!).toBeLessThan(1.1);
  });

  it('does not depend on the unit of an output', () => {
    const thousandfold = {
      ...rows,
      labels: rows.labels.map((label, at) => (at % 3 === 0 ? 1024 * label : label)),
    };
    const plain = growForest(rows, settings);
    const scaled = growForest(thousandfold, settings);
    expect(scaled.input).toEqual(plain.input);
    expect(scaled.codes).toEqual(plain.codes);
    expect(scaled.scales[0]!.step / plain.scales[0]!.step).toBeCloseTo(1024, 6);
  });

  it.each([
    [{ trees: 0 }, 'a forest cannot have 0 trees'],
    [{ trees: 1.5 }, 'a forest cannot have 1.5 trees'],
    [{ leaf: 0 }, 'a leaf cannot have 0 rows'],
    [{ leaf: Number.NaN }, 'a leaf cannot have NaN rows'],
  ])('is refused with %j', (change, message) => {
    expect(() => growForest(rows, { ...settings, ...change })).toThrow(message);
  });

  it('is refused with more inputs than nodes can name', () => {
    const wide = { inputs: new Float32Array(65_535), width: 65_535, labels: new Float32Array(1), outputs: 1 };
    expect(() => growForest(wide, settings)).toThrow('65535 inputs are more than 65534');
  });
});

function rowsFrom(
  given: readonly { readonly input: number; readonly other: number; readonly label: number }[],
): ForestRows {
  return {
    inputs: Float32Array.from(given.flatMap(({ input, other }) => [input, other])),
    width: 2,
    labels: Float32Array.from(given, ({ label }) => label),
    outputs: 1,
  };
}

/** Number of rows that reach each leaf. */
function rowsOfLeaves(
  { inputs: width, roots, input, threshold, next }: Forest,
  inputs: Float32Array,
): number[] {
  const counts: number[] = [];
  for (const root of roots.subarray(0, -1)) {
    for (let from = 0; from < inputs.length; from += width) {
      let node = root;
      while (input[node] !== leafMark)
        node = inputs[from + input[node]!]! <= threshold[node]! ? node + 1 : next[node]!;
      counts[next[node]!] = (counts[next[node]!] ?? 0) + 1;
    }
  }
  return counts;
}

/** Root mean square error of each output. */
function errorsOf(forest: Forest, { inputs, labels, outputs }: ForestRows): number[] {
  const { mean } = predictForest(forest, inputs);
  return Array.from({ length: outputs }, (_, output) => {
    const own = labels.map((label, at) => (at % outputs === output ? (label - mean[at]!) ** 2 : 0));
    return Math.sqrt(own.reduce((sum, one) => sum + one, 0) / (labels.length / outputs));
  });
}
