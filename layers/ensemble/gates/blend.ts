import { type Gate, rowStride, type Weights } from './gate.ts';

/** A mean of gates, each with its share. */
export interface BlendGate {
  readonly kind: 'blend';
  readonly gates: readonly Gate[];
  /** One a gate, not negative, summing to 1. */
  readonly shares: readonly number[];
}

export function blendWeights(
  { shares }: BlendGate,
  blended: readonly Weights[],
  rows: number,
  members: number,
): Weights {
  const isConstant = blended.every((weights) => rowStride(weights, members) === 0);
  const weights = new Float64Array((isConstant ? 1 : rows) * members);
  for (const [index, part] of blended.entries()) {
    const stride = rowStride(part, members);
    for (let at = 0; at < weights.length; at++) {
      const from = Math.floor(at / members) * stride + (at % members);
      weights[at]! += shares[index]! * part[from]!;
    }
  }
  return weights;
}
