import type { Gate, GateView } from './gate.ts';

/** Indices of the rows in which a local model has a weight above 0. @param weights its column */
export function rowsWithWeight(weights: Float64Array): Uint32Array {
  let count = 0;
  for (const weight of weights) if (weight > 0) count++;
  const rows = new Uint32Array(count);
  for (let row = 0, to = 0; to < count; row++) if (weights[row]! > 0) rows[to++] = row;
  return rows;
}

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
