import { randomOf } from '../../base/numbers/index.ts';
import type { ForestRows } from './learning-rows.ts';

/** Sizes of rows whose labels are smooth functions of the inputs, with noise. */
export interface ProblemSize {
  readonly rows: number;
  readonly width: number;
  readonly outputs: number;
}

/**
 * Rows to learn from: output k is sin of input k plus half of input k + 1 plus the product of both, and normal noise of deviation
 * 0.3. At least one input more than outputs. The seed draws inputs and noise.
 */
export function forestProblem({ rows, width, outputs }: ProblemSize, seed: number): ForestRows {
  const random = randomOf(seed, 'forest problem');
  const inputs = Float32Array.from({ length: rows * width }, () => random.normal());
  const labels = Float32Array.from({ length: rows * outputs }, (_, at) => {
    const from = Math.floor(at / outputs) * width + (at % outputs);
    const [one, two] = [inputs[from]!, inputs[from + 1]!];
    return Math.sin(one) + 0.5 * two + one * two + 0.3 * random.normal();
  });
  return { inputs, width, labels, outputs };
}
