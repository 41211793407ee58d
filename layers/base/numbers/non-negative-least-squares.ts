/**
 * The x >= 0 that makes x'Gx/2 - m'x least, by cyclic descent.
 *
 * @param gram G, symmetric and positive semidefinite, row-major, at most a dozen rows
 * @param moment m
 */
export function nonNegativeLeastSquares(gram: Float64Array, moment: Float64Array): Float64Array {
  const count = moment.length;
  const x = new Float64Array(count);
  for (let sweep = 0; sweep < 20_000; sweep++) {
    let change = 0;
    for (let c = 0; c < count; c++) {
      const power = gram[c * count + c]!;
      if (power <= 0) continue;
      let slope = moment[c]!;
      for (let d = 0; d < count; d++) slope -= gram[c * count + d]! * x[d]!;
      const next = Math.max(0, x[c]! + slope / power);
      change = Math.max(change, Math.abs(next - x[c]!) * Math.sqrt(power));
      x[c] = next;
    }
    if (change < 1e-12 * Math.sqrt(moment.reduce((sum, one) => sum + Math.abs(one), 1e-300))) break;
  }
  return x;
}
