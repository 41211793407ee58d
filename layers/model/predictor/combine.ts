import type { NetworkOutput } from '../network/index.ts';

/** Weighted mean of the outputs of the local models, and their spread; rows x outputs, each in its unit. */
export interface Combined {
  /** The weighted mean. */
  readonly values: Float64Array;
  /** Weighted standard deviation of the outputs about the mean. */
  readonly spread: Float64Array;
  /** Columns of both; 0 without rows. */
  readonly outputs: number;
}

/**
 * y(x) = sum_k g_k(x) y_k(x), summed in the order of the local models.
 *
 * @param answers one a local model; undefined if its weight is 0 in every row
 * @param weights one column a local model, one weight a row, as `weightsOf` gives them
 */
export function combine(
  answers: readonly (NetworkOutput | undefined)[],
  weights: readonly ArrayLike<number>[],
): Combined {
  const first = answers.find((answer) => answer !== undefined);
  const outputs = first?.outputs ?? 0;
  const cells = first?.values.length ?? 0;
  const mean = new Float64Array(cells);
  const spread = new Float64Array(cells);
  // Outputs without weight are skipped, not multiplied by 0: they may be infinite.
  for (const [place, answer] of answers.entries()) {
    if (!answer) continue;
    const { values } = answer;
    const own = weights[place]!;
    for (let row = 0, start = 0; start < cells; row++, start += outputs) {
      const weight = own[row]!;
      if (!(weight > 0)) continue;
      for (let at = start; at < start + outputs; at++) mean[at]! += weight * values[at]!;
    }
  }
  for (const [place, answer] of answers.entries()) {
    if (!answer) continue;
    const { values } = answer;
    const own = weights[place]!;
    for (let row = 0, start = 0; start < cells; row++, start += outputs) {
      const weight = own[row]!;
      if (!(weight > 0)) continue;
      for (let at = start; at < start + outputs; at++) {
        const distance = values[at]! - mean[at]!;
        spread[at]! += weight * distance * distance;
      }
    }
  }
  for (let at = 0; at < cells; at++) spread[at] = Math.sqrt(spread[at]!);
  return { values: mean, spread, outputs };
}
