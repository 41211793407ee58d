import type { NetworkOutput } from '../network/index.ts';

/** Weighted mean of the outputs of the local models, and their spread. */
export interface Combined {
  /** rows, rad */
  readonly angleRad: Float64Array;
  /** rows x muscles, N */
  readonly forceN: Float64Array;
  /** Weighted standard deviation of the outputs about the mean; same shapes and units. */
  readonly spreadAngleRad: Float64Array;
  readonly spreadForceN: Float64Array;
}

/**
 * y(x) = sum_k g_k(x) y_k(x), summed in the order of the local models.
 *
 * @param outputs one a local model; undefined if its weight is 0 in every row
 * @param weights one column a local model, one weight a row, as `weightsOf` gives them
 */
export function combine(
  outputs: readonly (NetworkOutput | undefined)[],
  weights: readonly ArrayLike<number>[],
): Combined {
  const first = outputs.find((output) => output !== undefined);
  const rows = first?.angleRad.length ?? 0;
  const muscles = rows === 0 ? 0 : first!.forceN.length / rows;
  const [angleRad, spreadAngleRad] = meanAndSpread(
    outputs.map((output) => output?.angleRad),
    weights,
    rows,
    1,
  );
  const [forceN, spreadForceN] = meanAndSpread(
    outputs.map((output) => output?.forceN),
    weights,
    rows,
    muscles,
  );
  return { angleRad, forceN, spreadAngleRad, spreadForceN };
}

/** @param width values a row */
function meanAndSpread(
  outputs: readonly (Float32Array | undefined)[],
  weights: readonly ArrayLike<number>[],
  rows: number,
  width: number,
): [Float64Array, Float64Array] {
  const mean = new Float64Array(rows * width);
  const spread = new Float64Array(rows * width);
  // Outputs without weight are skipped, not multiplied by 0: they may be infinite.
  for (const [place, values] of outputs.entries()) {
    if (!values) continue;
    const own = weights[place]!;
    for (let row = 0; row < rows; row++) {
      const weight = own[row]!;
      if (!(weight > 0)) continue;
      for (let at = row * width; at < (row + 1) * width; at++) mean[at]! += weight * values[at]!;
    }
  }
  for (const [place, values] of outputs.entries()) {
    if (!values) continue;
    const own = weights[place]!;
    for (let row = 0; row < rows; row++) {
      const weight = own[row]!;
      if (!(weight > 0)) continue;
      for (let at = row * width; at < (row + 1) * width; at++) {
        const distance = values[at]! - mean[at]!;
        spread[at]! += weight * distance * distance;
      }
    }
  }
  for (let at = 0; at < spread.length; at++) spread[at] = Math.sqrt(spread[at]!);
  return [mean, spread];
}
