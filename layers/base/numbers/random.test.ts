import { describe, expect, it } from 'vitest';
import { randomOf } from './random.ts';

describe('randomOf', () => {
  it('gives the same numbers for the same seed and name, and other numbers for another seed or name', () => {
    const take = (random = randomOf(1, 'subject', 's01')) => Array.from({ length: 5 }, () => random.normal());
    expect(take()).toEqual(take());
    expect(take(randomOf(1, 'subject', 's02'))).not.toEqual(take());
    expect(take(randomOf(2, 'subject', 's01'))).not.toEqual(take());
  });

  it('draws normal deviates of mean 0, deviation 1 and kurtosis 3', () => {
    const random = randomOf(7, 'normal');
    const drawn = Float64Array.from({ length: 200_000 }, () => random.normal());
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
    const kurtosis = drawn.reduce((sum, x) => sum + (x - mean) ** 4, 0) / drawn.length / variance ** 2;
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
    expect(kurtosis).toBeCloseTo(3, 0);
  });

  it('stays within its bounds', () => {
    const random = randomOf(3, 'bounds');
    for (let k = 0; k < 1000; k++) {
      const gain = random.logUniform(0.1, 1);
      expect(gain >= 0.1 && gain < 1).toBe(true);
    }
  });
});
