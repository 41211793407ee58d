import { randomOf } from '../../base/numbers/index.ts';
import { type CodeScale, type Forest, leafMark, mostCode } from './forest.ts';
import { type Tree, TreeGrower } from './grow-tree.ts';
import { type ForestRows, type LabelScale, learningRows } from './learning-rows.ts';

/** The size of a forest, and its seed. */
export interface ForestSettings {
  readonly trees: number;
  /** Fewest rows of a leaf. */
  readonly leaf: number;
  /** Each tree has a source of random numbers of its own, by the seed and the number of the tree. */
  readonly seed: number;
}

/**
 * Extremely randomised trees (Geurts, Ernst and Wehenkel, Machine Learning 63, 3, 2006) by least squares, each grown from all the
 * rows: in every node, one random threshold for each input that varies there, and of these the best. Outputs count
 * alike: labels are compared in deviations from their mean. A missing label counts neither in a split nor in a leaf; a
 * leaf without any label of an output has the mean of the nearest node above. The same rows and settings give the same
 * forest on every machine.
 *
 * @throws RangeError if the sizes do not fit, an input is not finite, a label infinite, a weight out of range, or an output
 *   has no label
 *
 * @example
 * import { growForest, predictForest } from 'sarcomere/train';
 *
 * const inputs = Float32Array.from({ length: 200 }, (_, row) => row / 100);
 * const labels = inputs.map((input) => (input < 1 ? 20 : 60));
 * const forest = growForest({ inputs, width: 1, labels, outputs: 1 }, { trees: 100, leaf: 1, seed: 1 });
 * predictForest(forest, Float32Array.of(0.2, 1.8)).mean; // => new Float32Array([20, 60])
 */
export function growForest(rows: ForestRows, { trees, leaf, seed }: ForestSettings): Forest {
  if (!(Number.isInteger(trees) && trees >= 1)) throw new RangeError(`a forest cannot have ${trees} trees`);
  if (!(Number.isInteger(leaf) && leaf >= 1)) throw new RangeError(`a leaf cannot have ${leaf} rows`);
  if (rows.width >= leafMark) throw new RangeError(`${rows.width} inputs are more than ${leafMark - 1}`);
  const learned = learningRows(rows);
  const grower = new TreeGrower(learned, leaf);
  const grown = Array.from({ length: trees }, (_, at) => grower.grow(randomOf(seed, 'tree', at)));
  return { inputs: rows.width, ...joined(grown, rows.outputs), ...coded(grown, learned.scales) };
}

/** The nodes of all trees, one tree after another, and their leaves counted through. */
function joined(
  trees: readonly Tree[],
  outputs: number,
): Pick<Forest, 'roots' | 'input' | 'threshold' | 'next'> {
  const roots = new Uint32Array(trees.length + 1);
  for (const [at, tree] of trees.entries()) roots[at + 1] = roots[at]! + tree.input.length;
  const nodes = roots.at(-1)!;
  const input = new Uint16Array(nodes);
  const threshold = new Float32Array(nodes);
  const next = new Uint32Array(nodes);
  let leaves = 0;
  for (const [at, tree] of trees.entries()) {
    const root = roots[at]!;
    input.set(tree.input, root);
    threshold.set(tree.threshold, root);
    for (const [node, own] of tree.next.entries())
      next[root + node] = own + (tree.input[node] === leafMark ? leaves : root);
    leaves += tree.means.length / outputs;
  }
  return { roots, input, threshold, next };
}

/** The means of all leaves as codes, by the range of each output. */
function coded(trees: readonly Tree[], labels: readonly LabelScale[]): Pick<Forest, 'codes' | 'scales'> {
  const outputs = labels.length;
  const codes = new Uint8Array(trees.reduce((sum, { means }) => sum + means.length, 0));
  const scales = labels.map(({ mean, deviation }, output): CodeScale => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const { means } of trees) {
      for (let at = output; at < means.length; at += outputs) {
        least = Math.min(least, means[at]!);
        most = Math.max(most, means[at]!);
      }
    }
    const step = (most - least) / mostCode;
    let to = output;
    for (const { means } of trees) {
      for (let at = output; at < means.length; at += outputs, to += outputs)
        codes[to] = step > 0 ? Math.round((means[at]! - least) / step) : 0;
    }
    return { low: mean + deviation * least, step: deviation * step };
  });
  return { codes, scales };
}
