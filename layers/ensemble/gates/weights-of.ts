import { blendWeights } from './blend.ts';
import { constantWeights } from './constant.ts';
import { contextWeights } from './context.ts';
import type { Gate, GateView, Weights } from './gate.ts';
import { knownWeights } from './known.ts';

/**
 * The weights that a gate gives its members, row by row.
 *
 * @param members how many there are
 */
export function weightsOf(gate: Gate, view: GateView, members: number): Weights {
  const inner = (other: Gate) => weightsOf(other, view, members);
  switch (gate.kind) {
    case 'constant':
      return constantWeights(gate);
    case 'context':
      return contextWeights(gate, view);
    case 'known':
      return knownWeights(gate, inner(gate.otherwise), view, members);
    case 'blend':
      return blendWeights(gate, gate.gates.map(inner), view.rows, members);
  }
}

/** The members that a gate gives any weight, so that the others need not be asked. */
export function speakers(weights: Weights, members: number): boolean[] {
  const speaks: boolean[] = new Array(members).fill(false);
  for (let at = 0; at < weights.length; at++) if (weights[at]! > 0) speaks[at % members] = true;
  return speaks;
}
