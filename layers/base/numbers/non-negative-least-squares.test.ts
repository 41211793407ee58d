import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dot } from './dot.ts';
import { nonNegativeLeastSquares } from './non-negative-least-squares.ts';

const number = fc.double({ min: -1, max: 1, noNaN: true });
const someColumns = fc.array(fc.array(number, { minLength: 6, maxLength: 6 }), {
  minLength: 1,
  maxLength: 4,
});

describe('least squares without negative weights', () => {
  it('recovers weights, and gives 0 for one that would be negative', () => {
    const [a, b] = [
      [1, 0, 2],
      [0, 1, -1],
    ] as const;
    const solve = (target: readonly number[]) =>
      nonNegativeLeastSquares(
        Float64Array.of(dot(a, a), dot(a, b), dot(b, a), dot(b, b)),
        Float64Array.of(dot(a, target), dot(b, target)),
      );
    expect([...solve([0.5, 2, -1])]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(2, 6)]);
    expect(solve(b.map((value) => -value))[1]).toBe(0);
  });

  it('reaches the minimum: no slope along a positive weight, none downwards at 0', () => {
    fc.assert(
      fc.property(someColumns, fc.array(number, { minLength: 6, maxLength: 6 }), (columns, target) => {
        // A small term on the diagonal separates columns that are alike.
        const gram = columns.map((a, i) => columns.map((b, j) => dot(a, b) + (i === j ? 0.1 : 0)));
        const moment = columns.map((a) => dot(a, target));
        const x = nonNegativeLeastSquares(Float64Array.from(gram.flat()), Float64Array.from(moment));
        for (const [at, weight] of x.entries()) {
          const slope = dot(gram[at]!, x) - moment[at]!;
          expect(weight).toBeGreaterThanOrEqual(0);
          if (weight > 0) expect(Math.abs(slope)).toBeLessThan(1e-6);
          else expect(slope).toBeGreaterThan(-1e-6);
        }
      }),
    );
  });
});
