import { describe, expect, it } from 'vitest';
import { activationRatePerS } from '../../physics/biomechanics/index.ts';
import { excitationFor, leastExcitation } from './excitation-inverse.ts';

describe('excitationFor', () => {
  it('has the wanted rate', () => {
    for (const activation of [0.01, 0.05, 0.3, 0.9]) {
      for (const ratePerS of [-2, -0.2, 0, 0.5, 3]) {
        const excitation = excitationFor(ratePerS, activation);
        const isReachable = excitation > leastExcitation && excitation < 1;
        if (isReachable) expect(activationRatePerS(excitation, activation)).toBeCloseTo(ratePerS, 5);
      }
    }
    expect(excitationFor(0.5, 0.3)).toBeGreaterThan(0.3);
  });

  it('stays at a bound if the rate is out of reach', () => {
    expect(excitationFor(1000, 0.3)).toBe(1);
    expect(excitationFor(-1000, 0.3)).toBe(leastExcitation);
  });
});
