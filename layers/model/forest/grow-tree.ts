import type { Random } from '../../base/numbers/index.ts';
import { leafMark } from './forest.ts';
import type { LearningRows } from './learning-rows.ts';
import { SplitKernel } from './split-kernel.ts';

/** One tree, as a part of a `Forest`: nodes are counted from its root, and leaves from its first leaf. */
export interface Tree {
  readonly input: Uint16Array;
  readonly threshold: Float32Array;
  readonly next: Uint32Array;
  /** leaves x outputs: means of the labels, in deviations from the mean of the output. */
  readonly means: Float64Array;
}

/**
 * Grows extremely randomised trees (Geurts, Ernst and Wehenkel, Machine Learning 63, 3, 2006), each from all the rows. In
 * every node each input that varies gets one threshold, uniform between its least and greatest value in the node. The split
 * that leaves the least squared error, summed over the outputs, is taken, of those with at least `leaf` rows in both branches.
 */
export class TreeGrower {
  readonly #rows: LearningRows;
  readonly #leaf: number;
  readonly #kernel: SplitKernel;
  /** Place in the sums of each output's mass; -1: the number of rows is the mass. */
  readonly #massAt: Int32Array;
  /** Sums over the node. */
  readonly #totals: Float64Array;

  /** @param leaf fewest rows of a leaf */
  constructor(rows: LearningRows, leaf: number) {
    const { inputs, labels, masses, massOf } = rows;
    this.#rows = rows;
    this.#leaf = leaf;
    this.#kernel = new SplitKernel(inputs, [...labels, ...masses]);
    this.#massAt = Int32Array.from(massOf, (at) => (at < 0 ? -1 : labels.length + at));
    this.#totals = new Float64Array(labels.length + masses.length);
  }

  /** One tree. Its thresholds are the next numbers of the source: node by node in preorder, input by input. */
  grow(random: Random): Tree {
    const kernel = this.#kernel;
    const leaf = this.#leaf;
    const { rows, inputs, labels } = this.#rows;
    const outputs = labels.length;
    const mostLeaves = Math.max(1, Math.floor(rows / leaf));
    const tree = {
      input: new Uint16Array(2 * mostLeaves - 1).fill(leafMark),
      threshold: new Float32Array(2 * mostLeaves - 1),
      next: new Uint32Array(2 * mostLeaves - 1),
      means: new Float64Array(mostLeaves * outputs),
    };
    // By depth: the inputs that may vary, and the means of the outputs. A branch reads those of its parent.
    const varying = [Int32Array.from(inputs, (_, input) => input)];
    const means: Float64Array[] = [];
    let nodes = 0;
    let leaves = 0;
    kernel.reset();
    const open: Branch[] = [{ start: 0, rows, depth: 0, parent: -1 }];
    for (let branch = open.pop(); branch; branch = open.pop()) {
      const { start, depth, parent } = branch;
      const node = nodes++;
      if (parent >= 0) tree.next[parent] = node;
      const isPure = this.#total(start, branch.rows);
      means[depth] = this.#means(branch.rows, means[depth - 1]);
      const found =
        branch.rows >= 2 * leaf && !isPure ? this.#best(branch, varying[depth]!, random) : undefined;
      if (!found) {
        tree.next[node] = leaves;
        tree.means.set(means[depth], leaves * outputs);
        leaves++;
        continue;
      }
      const { input, threshold, below, candidates } = found;
      varying[depth + 1] = kernel.list.slice(0, candidates);
      tree.input[node] = input;
      tree.threshold[node] = threshold;
      const above = branch.rows - below;
      // Leaves need no inputs.
      const isLast = below < 2 * leaf && above < 2 * leaf;
      kernel.divide(start, branch.rows, input, threshold, isLast ? 0 : candidates);
      open.push({ start: start + below, rows: above, depth: depth + 1, parent: node });
      open.push({ start, rows: below, depth: depth + 1, parent: -1 });
    }
    return {
      input: tree.input.slice(0, nodes),
      threshold: tree.threshold.slice(0, nodes),
      next: tree.next.slice(0, nodes),
      means: tree.means.slice(0, leaves * outputs),
    };
  }

  /** The best split of a node; the list of the kernel has the inputs that vary there. */
  #best({ start, rows }: Branch, inputs: Int32Array, random: Random) {
    const kernel = this.#kernel;
    const { list, ranges, thresholds, sums } = kernel;
    list.set(inputs);
    kernel.findRanges(start, rows, inputs.length);
    let candidates = 0;
    for (let at = 0; at < inputs.length; at++) {
      const low = ranges[2 * at]!;
      const high = ranges[2 * at + 1]!;
      if (low === high) continue;
      list[candidates] = inputs[at]!;
      thresholds[candidates++] = thresholdIn(low, high, random);
    }
    kernel.sumSplits(start, rows, candidates, this.#leaf);
    const width = 1 + this.#totals.length;
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < candidates; at++) {
      const below = sums[at * width]!;
      if (below < this.#leaf || rows - below < this.#leaf) continue;
      const gain = this.#gain(at * width, rows);
      if (gain <= bestGain) continue;
      bestGain = gain;
      best = at;
    }
    if (best < 0) return undefined;
    const below = sums[best * width]!;
    return { input: list[best]!, threshold: thresholds[best]!, below, candidates };
  }

  /**
   * By how much the squared error of a node falls with a split, up to a constant of the node: the sum over outputs and branches
   * of (sum of labels)^2 / mass.
   *
   * @param at place of the split in the sums of the kernel
   */
  #gain(at: number, rows: number): number {
    const { sums } = this.#kernel;
    const totals = this.#totals;
    const massAt = this.#massAt;
    let gain = 0;
    for (let output = 0; output < massAt.length; output++) {
      const place = massAt[output]!;
      const low = place < 0 ? sums[at]! : sums[at + 1 + place]!;
      const high = (place < 0 ? rows : totals[place]!) - low;
      const lowSum = sums[at + 1 + output]!;
      const highSum = totals[output]! - lowSum;
      if (low > 0) gain += (lowSum * lowSum) / low;
      if (high > 0) gain += (highSum * highSum) / high;
    }
    return gain;
  }

  /** Sums a node. @returns whether all its labels are equal */
  #total(start: number, rows: number): boolean {
    let isPure = true;
    for (let one = 0; one < this.#totals.length; one++) {
      const column = this.#kernel.columnOf(one, start, rows);
      const first = column[0]!;
      let sum = 0;
      for (let at = 0; at < column.length; at++) {
        sum += column[at]!;
        if (column[at] !== first) isPure = false;
      }
      this.#totals[one] = sum;
    }
    return isPure;
  }

  /** Means of the labels in a node. An output without label there has the mean of the parent. */
  #means(rows: number, ofParent: Float64Array | undefined): Float64Array {
    return Float64Array.from(this.#massAt, (place, output) => {
      const mass = place < 0 ? rows : this.#totals[place]!;
      return mass > 0 ? this.#totals[output]! / mass : ofParent![output]!;
    });
  }
}

/** A node that is not grown yet. */
interface Branch {
  readonly start: number;
  readonly rows: number;
  readonly depth: number;
  /** The node whose `next` it is, -1 if it follows its parent. */
  readonly parent: number;
}

/** A 32-bit number in [low, high), so that rows are on both sides of it. */
function thresholdIn(low: number, high: number, random: Random): number {
  const drawn = Math.fround(random.uniform(low, high));
  return drawn < high ? drawn : low;
}
