import { describe, expect, it } from 'vitest';
import { dot } from './dot.ts';
import { isConstant } from './is-constant.ts';
import { mean } from './mean.ts';

describe('sums over values', () => {
  it('are a mean and an inner product', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(dot([1, 2, 3], Float64Array.of(4, 5, 6))).toBe(32);
  });

  it('over no values are NaN and 0', () => {
    expect(mean([])).toBeNaN();
    expect(dot([], [])).toBe(0);
  });
});

describe('values', () => {
  it('are constant if all are equal', () => {
    expect(isConstant([0.1, 0.1, 0.1])).toBe(true);
    expect(isConstant([0.1, 0.1, 0.2])).toBe(false);
  });
});
