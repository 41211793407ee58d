import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquaresOnSimplex } from './least-squares-on-simplex.ts';

const someColumns = fc.array(
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
  { minLength: 2, maxLength: 4 },
);
const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, at) => sum + x * b[at]!, 0);

describe('least squares over weights that sum to 1', () => {
  it('recovers a mixture', () => {
    const columns = [
      [1, 0, 2, -1],
      [0, 1, -1, 3],
      [5, 5, 5, 5],
    ];
    const target = columns[0]!.map((value, at) => 0.3 * value + 0.7 * columns[1]![at]!);
    const weights = leastSquaresOnSimplex(
      columns.map((a) => columns.map((b) => product(a, b))),
      columns.map((a) => product(a, target)),
    );
    expect(weights).toEqual([0.3, 0.7, 0].map((weight) => expect.closeTo(weight, 4)));
  });

  it('is no worse than any one column or their mean, to a ten-thousandth', () => {
    fc.assert(
      fc.property(someColumns, (columns) => {
        const target = [1, -1, 0.5, 0, 0.2, -0.7];
        const gram = columns.map((a) => columns.map((b) => product(a, b)));
        const moment = columns.map((a) => product(a, target));
        const cost = (w: readonly number[]) =>
          w.reduce((sum, x, at) => sum + x * product(gram[at]!, w) - 2 * x * moment[at]!, 0);
        const weights = leastSquaresOnSimplex(gram, moment);
        expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        const others = [
          columns.map(() => 1 / columns.length),
          ...columns.map((_, one) => columns.map((__, at) => +(at === one))),
        ];
        for (const other of others) expect(cost(weights)).toBeLessThanOrEqual(cost(other) + 1e-4);
      }),
      { numRuns: 50 },
    );
  });

  it('stays at the prior if there is nothing to fit or the pull is strong', () => {
    expect(
      leastSquaresOnSimplex(
        [
          [0, 0],
          [0, 0],
        ],
        [0, 0],
        [0.2, 0.8],
      ),
    ).toEqual([0.2, 0.8]);
    const pulled = leastSquaresOnSimplex(
      [
        [1, 0],
        [0, 1],
      ],
      [1, 0],
      [0.2, 0.8],
      1e6,
    );
    expect(pulled).toEqual([expect.closeTo(0.2, 4), expect.closeTo(0.8, 4)]);
  });
});
