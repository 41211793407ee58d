import { describe, expect, it } from 'vitest';
import { solvePositive } from './solve-positive.ts';

describe('solvePositive', () => {
  it('accepts a matrix that is singular but for rounding', () => {
    const x = solvePositive(Float64Array.of(1, 0, 1, 1), Float64Array.of(2, 2));
    expect(x[0]! + x[1]!).toBeCloseTo(2, 6);
  });

  it('solves a positive definite system', () => {
    const x = solvePositive(Float64Array.of(4, 0, 2, 3), Float64Array.of(8, 7));
    // [[4, 2], [2, 3]] x = [8, 7]
    expect([...x]).toEqual([expect.closeTo(1.25, 12), expect.closeTo(1.5, 12)]);
  });
});
