/**
 * The polynomial of least degree that stays within `tolerance` of every point, by least squares with Householder
 * reflections. If none does, the polynomial of `mostTerms` terms.
 *
 * @returns c_k of sum_k c_k x^k, and the largest distance from a point, in the unit of y
 */
export function fitPolynomial(
  x: readonly number[],
  y: readonly number[],
  mostTerms: number,
  tolerance: number,
): { coefficients: number[]; worst: number } {
  for (let terms = 1; ; terms++) {
    const coefficients = leastSquares(
      x.map((at) => Array.from({ length: terms }, (_, k) => at ** k)),
      y,
    );
    const worst = Math.max(
      ...x.map((at, row) => Math.abs(coefficients.reduceRight((sum, c) => sum * at + c, 0) - y[row]!)),
    );
    if (worst <= tolerance || terms >= mostTerms) return { coefficients, worst };
  }
}

function leastSquares(rows: number[][], right: readonly number[]): number[] {
  const b = [...right];
  const n = rows[0]!.length;
  for (let k = 0; k < n; k++) {
    const size = Math.hypot(...rows.slice(k).map((row) => row[k]!));
    const head = rows[k]![k]! > 0 ? -size : size;
    const mirror = rows.map((row, i) => (i < k ? 0 : i === k ? row[k]! - head : row[k]!));
    const square = mirror.reduce((sum, value) => sum + value * value, 0);
    if (square === 0) continue;
    const reflect = (of: (i: number) => number, put: (i: number, value: number) => void): void => {
      const along = (2 * mirror.reduce((sum, value, i) => sum + value * of(i), 0)) / square;
      mirror.forEach((value, i) => {
        if (value !== 0) put(i, of(i) - along * value);
      });
    };
    for (let column = k; column < n; column++)
      reflect(
        (i) => rows[i]![column]!,
        (i, value) => {
          rows[i]![column] = value;
        },
      );
    reflect(
      (i) => b[i]!,
      (i, value) => {
        b[i] = value;
      },
    );
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    const known = x.reduce((sum, value, column) => (column > k ? sum + rows[k]![column]! * value : sum), 0);
    x[k] = rows[k]![k] === 0 ? 0 : (b[k]! - known) / rows[k]![k]!;
  }
  return x;
}
