import { describe, expect, it } from 'vitest';
import { matrixColumn } from './matrix-column.ts';

describe('a column of a matrix', () => {
  it('has one value a row, in the type of the matrix', () => {
    const matrix = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(matrixColumn(matrix, 3, 1)).toEqual(Float32Array.of(2, 5));
    expect(matrixColumn(Float64Array.of(0.1, 0.2), 2, 1)).toEqual(Float64Array.of(0.2));
  });

  it('is empty if the matrix has no columns', () => {
    expect(matrixColumn(new Float64Array(0), 0, 0)).toHaveLength(0);
  });
});
