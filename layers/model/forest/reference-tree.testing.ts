import type { Random } from '../../base/numbers/index.ts';
import { leafMark } from './forest.ts';
import type { LearningRows } from './learning-rows.ts';

/** A tree by the formulas, in float64 and with plain arrays, node by node in preorder. */
export interface ReferenceNode {
  readonly input: number;
  readonly threshold: number;
  /** Rows of the node. */
  readonly rows: readonly number[];
  readonly means: readonly number[];
}

/** What `TreeGrower` must grow. For small whole labels and masses, both are exact. */
export function referenceTree(learned: LearningRows, leaf: number, random: Random): ReferenceNode[] {
  const { inputs, labels } = learned;
  const massOf = (row: number, output: number) => learned.masses[learned.massOf[output]!]?.[row] ?? 1;
  const sums = (rows: readonly number[], output: number) =>
    [
      rows.reduce((sum, row) => sum + labels[output]![row]!, 0),
      rows.reduce((sum, row) => sum + massOf(row, output), 0),
    ] as const;
  const explained = (rows: readonly number[], output: number) => {
    const [sum, mass] = sums(rows, output);
    return mass > 0 ? (sum * sum) / mass : 0;
  };

  function branch(rows: readonly number[], above: readonly number[]): ReferenceNode[] {
    const means = labels.map((_, output) => {
      const [sum, mass] = sums(rows, output);
      return mass > 0 ? sum / mass : above[output]!;
    });
    const end = [{ input: leafMark, threshold: 0, rows, means }];
    const columns = [...labels, ...learned.masses];
    const isPure = columns.every((column) => rows.every((row) => column[row] === column[rows[0]!]));
    if (rows.length < 2 * leaf || isPure) return end;
    let best: { gain: number; input: number; threshold: number } | undefined;
    for (const [input, column] of inputs.entries()) {
      const values = rows.map((row) => column[row]!);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      if (low === high) continue;
      const drawn = Math.fround(random.uniform(low, high));
      const threshold = drawn < high ? drawn : low;
      const halves = [
        rows.filter((row) => column[row]! <= threshold),
        rows.filter((row) => column[row]! > threshold),
      ];
      if (halves.some((half) => half.length < leaf)) continue;
      let gain = 0;
      for (const output of labels.keys()) for (const half of halves) gain += explained(half, output);
      if (!best || gain > best.gain) best = { gain, input, threshold };
    }
    if (!best) return end;
    const { input, threshold } = best;
    const isBelow = (row: number) => inputs[input]![row]! <= threshold;
    return [
      { input, threshold, rows, means },
      ...branch(rows.filter(isBelow), means),
      ...branch(
        rows.filter((row) => !isBelow(row)),
        means,
      ),
    ];
  }
  return branch([...Array(learned.rows).keys()], []);
}
