import { describe, expect, it } from 'vitest';
import { inversePositive } from './inverse-positive.ts';

describe('the inverse of a positive matrix', () => {
  it('times the matrix is the identity', () => {
    const matrix = Float64Array.of(4, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 2);
    const inverse = inversePositive(matrix, 3);
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        let sum = 0;
        for (let at = 0; at < 3; at++) sum += matrix[row * 3 + at]! * inverse[at * 3 + column]!;
        expect(sum).toBeCloseTo(row === column ? 1 : 0, 12);
      }
    }
  });

  it('is empty for an empty matrix', () => {
    expect(inversePositive(new Float64Array(), 0)).toHaveLength(0);
  });
});
