import { activationRatePerS } from '../../physics/biomechanics/index.ts';

/** Least excitation, and so least activation, of a living muscle. */
export const leastExcitation = 0.01;

/**
 * The excitation in [0.01, 1] that changes an activation at a rate in 1/s, or comes nearest to that rate: the inverse of
 * `activationRatePerS`, by regula falsi with Illinois' halving.
 */
export function excitationFor(ratePerS: number, activation: number): number {
  let low = leastExcitation;
  let high = 1;
  let lowMiss = activationRatePerS(low, activation) - ratePerS;
  let highMiss = activationRatePerS(high, activation) - ratePerS;
  if (lowMiss >= 0) return low;
  if (highMiss <= 0) return high;
  let side = 0;
  let excitation = low;
  for (let step = 0; step < 60; step++) {
    excitation = (low * highMiss - high * lowMiss) / (highMiss - lowMiss);
    const miss = activationRatePerS(excitation, activation) - ratePerS;
    if (Math.abs(miss) < 1e-6) break;
    if (miss > 0) {
      high = excitation;
      highMiss = miss;
      if (side > 0) lowMiss /= 2;
      side = 1;
    } else {
      low = excitation;
      lowMiss = miss;
      if (side < 0) highMiss /= 2;
      side = -1;
    }
  }
  return excitation;
}
