import { contextColumns, type SeenContext } from '../context/seen-context.ts';
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
  /** How many speak in a row at most: those that would weigh most, and whoever weighs the same as the last of them. */
  readonly most?: number;
}

export interface ContextMember extends Pick<SeenContext, 'mean' | 'deviation'> {
  readonly error: number;
}

/** Rows x members; by logarithms, so that a row far from every Gaussian still has weights. */
export function contextWeights(gate: ContextGate, view: GateView): Weights {
  const logs = new ContextLogs(gate, view);
  const members = gate.members.length;
  const weights = new Float64Array(view.rows * members);
  for (let row = 0; row < view.rows; row++) {
    const ofRow = weights.subarray(row * members, (row + 1) * members);
    logs.fillRow(row, ofRow);
    const { largest, least } = bounds(ofRow, gate.most);
    let sum = 0;
    for (let at = 0; at < members; at++) {
      const weight = ofRow[at]! >= least ? Math.exp(ofRow[at]! - largest) : 0;
      ofRow[at] = weight;
      sum += weight;
    }
    for (let at = 0; at < members; at++) ofRow[at]! /= sum;
  }
  return weights;
}

/** log (phi_k^T / e_k), without the constant that all members share. */
export class ContextLogs {
  private readonly view: GateView;
  private readonly columns: readonly number[];
  private readonly temperature: number;
  private readonly members: Float64Array;
  private readonly stride: number;

  constructor({ temperature, members }: ContextGate, view: GateView) {
    this.view = view;
    this.temperature = temperature;
    this.columns = contextColumns(view.inputNames);
    // Of each member: what does not depend on the row, then mean and deviation by column.
    this.stride = 1 + 2 * this.columns.length;
    this.members = new Float64Array(members.length * this.stride);
    for (const [index, member] of members.entries()) {
      const at = index * this.stride;
      this.members[at] = Number.NEGATIVE_INFINITY;
      if (!member) continue;
      const spread = member.deviation.reduce((sum, deviation) => sum + Math.log(deviation), 0);
      this.members[at] = -temperature * spread - Math.log(member.error);
      for (let column = 0; column < this.columns.length; column++) {
        this.members[at + 1 + 2 * column] = member.mean[column]!;
        this.members[at + 2 + 2 * column] = member.deviation[column]!;
      }
    }
  }

  at(row: number, member: number): number {
    const { columns, members, view } = this;
    const start = row * view.inputNames.length;
    const of = member * this.stride;
    const constant = members[of]!;
    if (constant === Number.NEGATIVE_INFINITY) return constant;
    let square = 0;
    for (let column = 0, at = of + 1; column < columns.length; column++, at += 2) {
      const distance = (view.inputs[start + columns[column]!]! - members[at]!) / members[at + 1]!;
      square += distance * distance;
    }
    return constant - 0.5 * this.temperature * square;
  }

  /** Those of all members in one row. */
  fillRow(row: number, logs: Float64Array): void {
    for (let member = 0; member < logs.length; member++) logs[member] = this.at(row, member);
  }
}

/** The largest log of a row, and the least with which a member speaks. */
export function bounds(logs: Float64Array, most = logs.length): { largest: number; least: number } {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < logs.length; at++) if (logs[at]! > largest) largest = logs[at]!;
  const least = logs.length > most ? sizeOfLast(logs, most) : Number.NEGATIVE_INFINITY;
  return { largest, least };
}

/** The `count`-th largest value, by insertion into a list of so many: hardly any of thousands get in. */
function sizeOfLast(values: Float64Array, count: number): number {
  const top = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let from = 0; from < values.length; from++) {
    const value = values[from]!;
    if (!(value > top[count - 1]!)) continue;
    let at = count - 1;
    for (; at > 0 && top[at - 1]! < value; at--) top[at] = top[at - 1]!;
    top[at] = value;
  }
  return top[count - 1]!;
}
