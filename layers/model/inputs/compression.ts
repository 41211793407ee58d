/** Of a strong contraction, which is 1: what is added before the logarithm, so that silence stays finite. */
const silence = 0.02;

/**
 * log(e + 0.02) of a normalised envelope e: weak contractions then differ as much as strong ones do. A zero-phase filter
 * may leave an envelope a little below 0, which counts as 0.
 */
export function compress(envelope: number): number {
  return Math.log(Math.max(0, envelope) + silence);
}
