import { type Forest, predictForest } from '../forest/index.ts';
import { type LocalNetwork, type NetworkOutput, runNetwork } from '../network/index.ts';

/** What a local model is: a network or a forest. Both give all outputs of a row, from the same inputs. */
export type Learned = LocalNetwork | Forest;

/**
 * Outputs of a local model for each row of inputs.
 *
 * @param inputs rows x inputs, row-major
 */
export function runLearned(learned: Learned, inputs: Float32Array): NetworkOutput {
  if (!isForest(learned)) return runNetwork(learned, inputs);
  return { values: predictForest(learned, inputs).mean, outputs: learned.scales.length };
}

/**
 * The same for some rows only.
 *
 * @param rows indices of rows, ascending
 * @returns all rows; those that are not listed hold zeros
 */
export function runLearnedFor(
  learned: Learned,
  inputs: Float32Array,
  rows: Uint32Array,
  of: number,
): NetworkOutput {
  if (rows.length === of) return runLearned(learned, inputs);
  const width = inputs.length / of;
  const own = new Float32Array(rows.length * width);
  for (const [to, from] of rows.entries())
    own.set(inputs.subarray(from * width, (from + 1) * width), to * width);
  const { values, outputs } = runLearned(learned, own);
  const all = new Float32Array(of * outputs);
  for (const [from, to] of rows.entries()) {
    all.set(values.subarray(from * outputs, (from + 1) * outputs), to * outputs);
  }
  return { values: all, outputs };
}

export function isForest(learned: Learned): learned is Forest {
  return 'roots' in learned;
}
