import { type Forest, leafMark } from './forest.ts';

/** Both rows x outputs, row-major, in the unit of the labels. */
export interface ForestPrediction {
  /** Mean over the trees. */
  readonly mean: Float32Array;
  /** Standard deviation over the trees. */
  readonly deviation: Float32Array;
}

/**
 * Predicts all outputs of each row. A row with an input that is not finite gets NaN.
 *
 * @param inputs rows x `forest.inputs`, row-major
 * @throws RangeError if these are not whole rows
 *
 * @example
 * import { growForest, predictForest } from 'sarcomere/train';
 *
 * const rows = { inputs: Float32Array.of(0, 0, 1, 1), width: 1, labels: Float32Array.of(10, 30, 50, 50), outputs: 1 };
 * const forest = growForest(rows, { trees: 10, leaf: 2, seed: 1 });
 * const { mean, deviation } = predictForest(forest, Float32Array.of(0, 1));
 * mean; // => new Float32Array([20, 50])
 * deviation; // => new Float32Array([0, 0])
 */
export function predictForest(forest: Forest, inputs: Float32Array): ForestPrediction {
  const { inputs: width, roots, input, threshold, next, codes, scales } = forest;
  const rows = inputs.length / width;
  if (!Number.isInteger(rows)) throw new RangeError(`${inputs.length} inputs are not rows of ${width}`);
  const outputs = scales.length;
  const trees = roots.length - 1;
  // Sums of codes and of their squares are whole numbers: exact in any order.
  const sums = new Float64Array(rows * outputs);
  const squares = new Float64Array(rows * outputs);
  for (let tree = 0; tree < trees; tree++) {
    const root = roots[tree]!;
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      let node = root;
      let compared = input[node]!;
      while (compared !== leafMark) {
        node = inputs[from + compared]! <= threshold[node]! ? node + 1 : next[node]!;
        compared = input[node]!;
      }
      const leaf = next[node]! * outputs;
      const to = row * outputs;
      for (let output = 0; output < outputs; output++) {
        const code = codes[leaf + output]!;
        sums[to + output]! += code;
        squares[to + output]! += code * code;
      }
    }
  }
  const mean = new Float32Array(rows * outputs);
  const deviation = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const isKnown = inputs.subarray(row * width, (row + 1) * width).every(Number.isFinite);
    for (const [output, { low, step }] of scales.entries()) {
      const at = row * outputs + output;
      const code = sums[at]! / trees;
      const variance = (trees * squares[at]! - sums[at]! ** 2) / trees ** 2;
      mean[at] = isKnown ? low + step * code : Number.NaN;
      deviation[at] = isKnown ? step * Math.sqrt(variance) : Number.NaN;
    }
  }
  return { mean, deviation };
}
