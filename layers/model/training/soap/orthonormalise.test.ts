import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orthonormalise } from './orthonormalise.ts';

const along = (columns: Float64Array, size: number, a: number, b: number) => {
  let sum = 0;
  for (let at = 0; at < size; at++) sum += columns[a * size + at]! * columns[b * size + at]!;
  return sum;
};

describe('orthonormalise', () => {
  it('leaves columns of length one at right angles, spanning what they spanned', () => {
    const sizes = fc.integer({ min: 1, max: 9 });
    const matrices = sizes.chain((size) =>
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
        minLength: size * size,
        maxLength: size * size,
      }),
    );
    fc.assert(
      fc.property(matrices, (values) => {
        const size = Math.sqrt(values.length);
        const columns = Float64Array.from(values);
        if (!orthonormalise(columns, size)) return;
        for (let a = 0; a < size; a++) {
          for (let b = 0; b <= a; b++) expect(along(columns, size, a, b)).toBeCloseTo(a === b ? 1 : 0, 8);
        }
      }),
    );
  });

  it('keeps columns at right angles that all but coincide', () => {
    const columns = Float64Array.of(1, 1e-7, 0, 1, 0, 1e-7, 1, 1e-7, 1e-7);
    expect(orthonormalise(columns, 3)).toBe(true);
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect(Math.abs(along(columns, 3, a, b))).toBeLessThan(1e-12);
  });

  it('returns false if a column depends linearly on others', () => {
    expect(orthonormalise(Float64Array.of(1, 2, 2, 4), 2)).toBe(false);
    expect(orthonormalise(Float64Array.of(0, 0, 1, 0), 2)).toBe(false);
    const tiny = 1.5717277847026288e-162;
    expect(orthonormalise(Float64Array.of(-tiny, 0, 0, tiny), 2)).toBe(false);
  });
});
