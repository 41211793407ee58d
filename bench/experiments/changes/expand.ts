import { compress } from '../../../layers/model/inputs/testing.ts';

/** The normalised envelope whose `compress` is this value. */
export function expand(compressed: number): number {
  return Math.exp(compressed) - Math.exp(compress(0));
}
