import type { Known } from '../../preparation/name-inputs.ts';
import type { BlendGate } from './blend.ts';
import type { ConstantGate } from './constant.ts';
import type { ContextGate } from './context.ts';
import type { KnownGate } from './known.ts';

/** Says which member speaks how loud for which input: what a mode yields. JSON-serialisable; stored in `model.json`. */
export type Gate = ConstantGate | ContextGate | KnownGate | BlendGate;

/** What a gate looks at. */
export interface GateView {
  readonly rows: number;
  readonly inputNames: readonly string[];
  /** rows x inputNames, row-major. */
  readonly inputs: Float32Array;
  readonly known: (row: number) => Known;
}

/**
 * Weights of the members, in their order: one a member where they are alike for every row, else rows x members,
 * row-major. They are not negative and sum to 1 in each row.
 */
export type Weights = ArrayLike<number>;

/** From one row's weights to the next one's: 0 where they are alike for every row. */
export function rowStride(weights: Weights, members: number): number {
  return weights.length === members ? 0 : members;
}
