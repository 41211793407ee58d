import type { Naming } from '../../preparation/name-inputs.ts';
import type { Gate } from './gate.ts';
import { type GateView, rowStride, type Weights } from './gate.ts';

/**
 * Uses what is known of a prediction: where its subject (site, task) is named and among those that training has seen,
 * the members that learned from it lead; everybody else is weighed as if nothing were known.
 *
 *     g_k(x) = share p_k h_k(x) / sum_j p_j h_j(x) + (1 - share) h_k(x)
 *
 * with h the gate that knows nothing and p the part of the name's training rows that member k has learned from.
 */
export interface KnownGate {
  readonly kind: 'known';
  readonly by: Naming;
  /** p by name: pairs of a member's place and its part; members not listed have none. */
  readonly leads: Readonly<Record<string, readonly (readonly [member: number, part: number])[]>>;
  /** 0 to 1: how much of the say the leading members have. */
  readonly share: number;
  /** `gate`: leading members are weighed as in the formula; `parts`: by their parts alone. */
  readonly within: 'gate' | 'parts';
  readonly otherwise: Gate;
}

export function knownWeights(gate: KnownGate, otherwise: Weights, view: GateView, members: number): Weights {
  const { by, leads, share, within } = gate;
  const stride = rowStride(otherwise, members);
  const weights = new Float64Array(view.rows * members);
  for (let row = 0; row < view.rows; row++) {
    const from = row * stride;
    const to = row * members;
    const name = view.known(row)[by];
    const parts = name !== undefined && Object.hasOwn(leads, name) ? leads[name]! : [];
    for (let at = 0; at < members; at++) {
      weights[to + at] = (parts.length > 0 ? 1 - share : 1) * otherwise[from + at]!;
    }
    const isGated = within === 'gate' && parts.some(([at]) => otherwise[from + at]! > 0);
    const leading = parts.map(([at, part]) => part * (isGated ? otherwise[from + at]! : 1));
    const sum = leading.reduce((total, weight) => total + weight, 0);
    for (const [index, [at]] of parts.entries()) weights[to + at]! += (share * leading[index]!) / sum;
  }
  return weights;
}
