import type { Filter, SecondOrderSection } from './butterworth.ts';

/** Share of earlier samples that a settled filter may still contain. */
const heldShare = 0.01;

/**
 * Number of samples after which a filter keeps 1 % of what lay before them, by the free decay of its slowest pole: the
 * radius of the pole to the power of that number is 1 %.
 */
export function settlingSamples(filter: Filter): number {
  const radius = Math.max(...filter.map(poleRadius));
  return radius === 0 ? 0 : Math.ceil(Math.log(heldShare) / Math.log(radius));
}

/** Distance from 0 of the farther pole, a root of z^2 + a1 z + a2: below 1 for a stable filter. */
function poleRadius({ a1, a2 }: SecondOrderSection): number {
  const discriminant = a1 * a1 - 4 * a2;
  if (discriminant < 0) return Math.sqrt(a2);
  return (Math.abs(a1) + Math.sqrt(discriminant)) / 2;
}
