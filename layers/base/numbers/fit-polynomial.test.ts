import { describe, expect, it } from 'vitest';
import { fitPolynomial } from './fit-polynomial.ts';

const x = Array.from({ length: 21 }, (_, at) => -1 + at / 10);

describe('a fitted polynomial', () => {
  it('has the least degree that stays within the tolerance', () => {
    const { coefficients, worst } = fitPolynomial(
      x,
      x.map((at) => 0.5 - 2 * at + 3 * at ** 3),
      8,
      1e-9,
    );
    expect(coefficients).toEqual([0.5, -2, 0, 3].map((c) => expect.closeTo(c, 9)));
    expect(worst).toBeLessThan(1e-9);
  });

  it('stops at the maximal number of terms, and returns its largest error', () => {
    const { coefficients, worst } = fitPolynomial(x, x.map(Math.abs), 3, 1e-9);
    expect(coefficients).toHaveLength(3);
    expect(worst).toBeGreaterThan(0.05);
  });
});
