import type { Weights } from './gate.ts';

/** The same weights for every input, one a member. */
export interface ConstantGate {
  readonly kind: 'constant';
  readonly weights: readonly number[];
}

export function constantWeights({ weights }: ConstantGate): Weights {
  return weights;
}
