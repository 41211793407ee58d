/** The normalised envelope whose `compress` is this value. */
export function expand(compressed: number): number {
  return Math.exp(compressed) - 0.02;
}
