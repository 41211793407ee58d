import type { Gate, GateView } from './gate.ts';

/**
 * All weights of a gate at once.
 *
 * @param localModels how many there are
 * @returns one column a local model, one weight a row
 */
export function weightsOf(gate: Gate, view: GateView, localModels: number): Float64Array[] {
  const columns = gate.columns(view);
  return Array.from({ length: localModels }, (_, place) => {
    const weights = new Float64Array(view.rows);
    columns.fill(place, weights);
    return weights;
  });
}
