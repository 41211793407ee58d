import { describe, expect, it } from 'vitest';
import { GramSums } from './gram-sums.ts';

/** y = 2 x - 1 for x of 0, 1, 2, 3, with the constant as second feature. */
function line(): GramSums {
  const sums = new GramSums(2);
  for (const x of [0, 1, 2, 3]) sums.add([x, 1], 2 * x - 1);
  return sums;
}

describe('a fit from sums', () => {
  it('recovers a straight line', () => {
    expect([...line().ridgeCoefficients(0)]).toEqual([expect.closeTo(2, 10), expect.closeTo(-1, 10)]);
    expect(line().squaredError([2, -1])).toBeCloseTo(0, 10);
  });

  it('has the squared error of its rows', () => {
    // Predictions 0, 1, 2, 3 of -1, 1, 3, 5.
    expect(line().squaredError([1, 0])).toBeCloseTo(1 + 0 + 1 + 4, 10);
    expect(line().rows).toBe(4);
  });

  it('shrinks the slope and not the constant', () => {
    const [slope, constant] = line().ridgeCoefficients(1e9);
    expect(slope).toBeCloseTo(0, 6);
    expect(constant).toBeCloseTo(2, 6);
  });
});
