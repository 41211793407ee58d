import { describe, expect, it } from 'vitest';
import { coverage } from './coverage.ts';

describe('coverage', () => {
  it('is the share of measured values within the half width, its edge included', () => {
    expect(coverage([0, 1, 2, 3], [0, 0, 0, 0], [0, 1, 1, 4])).toBe(0.75);
    expect(coverage([], [], [])).toBeNaN();
  });
});
