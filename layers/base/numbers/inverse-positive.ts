import { choleskyFactor, solveFactored } from './solve-positive.ts';

/**
 * The inverse of a matrix by Cholesky's decomposition.
 *
 * @param matrix symmetric and positive definite, size x size, row-major; only the lower triangle is read
 */
export function inversePositive(matrix: Float64Array, size: number): Float64Array {
  const factor = choleskyFactor(matrix, size);
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const unit = new Float64Array(size);
    unit[row] = 1;
    inverse.set(solveFactored(factor, unit), row * size);
  }
  return inverse;
}
