/**
 * Solves A x = b by Cholesky's decomposition.
 *
 * @param matrix A, symmetric and positive definite, row-major; only the lower triangle is read
 * @param leastPivot lower bound of the pivots, in the unit of A's diagonal, for a matrix that is singular but for rounding
 * @returns x, of the length of b
 */
export function solvePositive(matrix: Float64Array, b: Float64Array, leastPivot = 1e-12): Float64Array {
  return solveFactored(choleskyFactor(matrix, b.length, leastPivot), b);
}

/** The lower triangle L with L L' = A. @param matrix A, size x size. @returns size x size; the upper triangle is not defined */
export function choleskyFactor(matrix: Float64Array, size: number, leastPivot = 1e-12): Float64Array {
  const factor = matrix.slice();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = factor[row * size + column]!;
      for (let at = 0; at < column; at++) value -= factor[row * size + at]! * factor[column * size + at]!;
      factor[row * size + column] =
        row === column ? Math.sqrt(Math.max(value, leastPivot)) : value / factor[column * size + column]!;
    }
  }
  return factor;
}

/** Solves L L' x = b. @param factor L, as `choleskyFactor` has it */
export function solveFactored(factor: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = b.slice();
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) x[row]! -= factor[row * size + at]! * x[at]!;
    x[row]! /= factor[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) x[row]! -= factor[at * size + row]! * x[at]!;
    x[row]! /= factor[row * size + row]!;
  }
  return x;
}
