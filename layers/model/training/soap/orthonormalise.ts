/**
 * Makes the columns of a square matrix orthonormal, in place, by Gram-Schmidt in float64. A column that loses much of its
 * length is orthogonalised a second time (Kahan: twice is enough).
 *
 * @param columns column after column, each of `size` numbers
 * @returns false if a column depends linearly on earlier ones, or is practically zero; the matrix is then unusable
 */
export function orthonormalise(columns: Float64Array, size: number): boolean {
  const end = size * size;
  for (let column = 0; column < end; column += size) {
    const given = lengthOf(columns, column, size);
    takeOut(columns, column, size);
    let left = lengthOf(columns, column, size);
    if (left < 0.7 * given) {
      takeOut(columns, column, size);
      left = lengthOf(columns, column, size);
    }
    if (!(left > Math.max(1e-12 * given, shortest))) return false;
    for (let at = column; at < column + size; at++) columns[at]! /= left;
  }
  return true;
}

/** The squares of shorter columns would lose digits in float64. */
const shortest = 1e-140;

/** Subtracts from a column its components along all earlier columns. */
function takeOut(columns: Float64Array, column: number, size: number): void {
  for (let other = 0; other < column; other += size) {
    // Two sums, so that additions do not wait for one another.
    let [even, odd] = [0, 0];
    let at = 0;
    for (; at + 1 < size; at += 2) {
      even += columns[column + at]! * columns[other + at]!;
      odd += columns[column + at + 1]! * columns[other + at + 1]!;
    }
    if (at < size) even += columns[column + at]! * columns[other + at]!;
    const along = even + odd;
    for (at = 0; at < size; at++) columns[column + at]! -= along * columns[other + at]!;
  }
}

function lengthOf(columns: Float64Array, column: number, size: number): number {
  let sum = 0;
  for (let at = column; at < column + size; at++) sum += columns[at]! * columns[at]!;
  return Math.sqrt(sum);
}
