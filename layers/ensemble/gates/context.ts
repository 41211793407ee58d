import { contextColumns, logDensity, type SeenContext } from '../context/seen-context.ts';
import type { GateView, Weights } from './gate.ts';

/**
 * Members speak where the EMG context is like that of their own training rows:
 *
 *     g_k(x) = phi_k(c(x))^T / e_k  over the sum of it,
 *
 * with c the causal mean and deviation of the envelopes, phi_k a Gaussian with a diagonal covariance, and e_k the
 * member's training error.
 */
export interface ContextGate {
  readonly kind: 'context';
  /** T: below 1 it softens the gate. */
  readonly temperature: number;
  /** One a member; null for one that does not take part. */
  readonly members: readonly (ContextMember | null)[];
}

export interface ContextMember extends SeenContext {
  readonly error: number;
}

/** Rows x members; by logarithms, so that a row far from every Gaussian still has weights. */
export function contextWeights({ temperature, members }: ContextGate, view: GateView): Weights {
  const columns = contextColumns(view.inputNames);
  const weights = new Float64Array(view.rows * members.length);
  const logs = new Float64Array(members.length);
  for (let row = 0; row < view.rows; row++) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const [at, member] of members.entries()) {
      const log = member
        ? temperature * logDensity(member, view, row, columns) - Math.log(member.error)
        : Number.NEGATIVE_INFINITY;
      logs[at] = log;
      largest = Math.max(largest, log);
    }
    let sum = 0;
    for (let at = 0; at < logs.length; at++) {
      logs[at] = Math.exp(logs[at]! - largest);
      sum += logs[at]!;
    }
    for (let at = 0; at < logs.length; at++) weights[row * logs.length + at] = logs[at]! / sum;
  }
  return weights;
}
