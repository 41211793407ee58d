import { describe, expect, it } from 'vitest';
import { fitShares, unitShares } from './fit-shares.ts';

const rows = Array.from({ length: 400 }, (_, row) => row);
const columnOf = (value: (row: number) => number) => Float64Array.from(rows, value);
const measured = columnOf((row) => Math.sin(row / 9));
/** Angles whose errors have the given size and nothing in common. */
const angles = (sizes: readonly number[]) =>
  sizes.map((size, at) => columnOf((row) => measured[row]! + size * Math.sin((at + 2) * row * row + at)));

describe('the shares of four angles', () => {
  it('are the usual ones, without the model, if all are as good', () => {
    const shares = fitShares(angles([0.01, 0.01, 0.01, 0.01]), measured, rows);
    expect(shares).toEqual([0, 1 / 3, 1 / 3, 1 / 3].map((share) => expect.closeTo(share, 2)));
  });

  it('go to the model if all that was learned is far off', () => {
    const shares = fitShares(angles([0.1, 4, 4, 4]), measured, rows);
    expect(shares[0]).toBeGreaterThan(0.8);
    expect(shares.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });

  it('are fitted to the given rows alone', () => {
    const wrongLater = angles([1, 0.1, 0.1, 0.1]).map((angle, at) =>
      at === 3 ? angle.map((one, row) => (row < 200 ? one : one + 9)) : angle,
    );
    expect(fitShares(wrongLater, measured, rows.slice(0, 200))[3]).toBeGreaterThan(0.3);
    expect(fitShares(wrongLater, measured, rows)[3]).toBeLessThan(0.05);
  });

  it('are the usual ones if the angle never changes and nothing misses it', () => {
    const still = columnOf(() => 0.4);
    const shares = fitShares([still, still, still, still], still, rows);
    expect(shares).toEqual([0, 1 / 3, 1 / 3, 1 / 3].map((share) => expect.closeTo(share, 6)));
  });

  it('have units for each angle alone', () => {
    expect(unitShares).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
  });
});
