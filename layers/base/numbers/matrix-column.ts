/** One column of a row-major matrix of `width` columns, a new array; empty if the matrix has no columns. */
export function matrixColumn<Matrix extends Float32Array | Float64Array>(
  matrix: Matrix,
  width: number,
  column: number,
): Matrix {
  const rows = width === 0 ? 0 : matrix.length / width;
  const values = new (matrix.constructor as new (length: number) => Matrix)(rows);
  for (let row = 0; row < rows; row++) values[row] = matrix[row * width + column]!;
  return values;
}
