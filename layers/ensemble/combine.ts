import type { NetworkOutput } from '../learning/local-network.ts';

/** Weighted sum of what the members say, and how far they are from one mind. */
export interface Combined {
  /** rows, rad */
  readonly angleRad: Float64Array;
  /** rows x muscles, N */
  readonly forceN: Float64Array;
  /** Weighted standard deviation of the members about that sum; same shapes and units. */
  readonly spreadAngleRad: Float64Array;
  readonly spreadForceN: Float64Array;
}

/**
 * y(x) = sum_k g_k y_k(x), summed in the members' order, whatever order they arrived in.
 *
 * @param outputs one a member; undefined where its weight is 0 and it need not be asked
 * @param weights one a member, summing to 1
 */
export function combine(
  outputs: readonly (NetworkOutput | undefined)[],
  weights: readonly number[],
): Combined {
  const parts = outputs.flatMap((output, at) =>
    output && weights[at]! > 0 ? [{ output, weight: weights[at]! }] : [],
  );
  const [angleRad, spreadAngleRad] = meanAndSpread(
    parts.map(({ output, weight }) => ({ values: output.angleRad, weight })),
  );
  const [forceN, spreadForceN] = meanAndSpread(
    parts.map(({ output, weight }) => ({ values: output.forceN, weight })),
  );
  return { angleRad, forceN, spreadAngleRad, spreadForceN };
}

function meanAndSpread(
  parts: readonly { readonly values: Float32Array; readonly weight: number }[],
): [Float64Array, Float64Array] {
  const length = parts[0]?.values.length ?? 0;
  const mean = new Float64Array(length);
  for (const { values, weight } of parts) {
    for (let at = 0; at < length; at++) mean[at]! += weight * values[at]!;
  }
  const spread = new Float64Array(length);
  for (const { values, weight } of parts) {
    for (let at = 0; at < length; at++) spread[at]! += weight * (values[at]! - mean[at]!) ** 2;
  }
  for (let at = 0; at < length; at++) spread[at] = Math.sqrt(spread[at]!);
  return [mean, spread];
}
