import { describe, expect, it } from 'vitest';
import { meanAndDeviation } from './mean-and-deviation.ts';

describe('mean and deviation over seeds', () => {
  it('divides by one less than the number of values', () => {
    expect(meanAndDeviation([1, 3])).toEqual({ mean: 2, deviation: expect.closeTo(Math.SQRT2, 12) });
    expect(meanAndDeviation([5]).deviation).toBeNaN();
  });
});
