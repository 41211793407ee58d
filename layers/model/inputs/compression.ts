/** Added to normalised envelopes (1 is a strong contraction) before the logarithm, so that silence stays finite. */
const silence = 0.02;

/**
 * log(e + 0.02) of a normalised envelope e: weak contractions then differ as much as strong ones. A zero-phase filter may
 * leave an envelope slightly below 0, which counts as 0.
 */
export function compress(envelope: number): number {
  return Math.log(Math.max(0, envelope) + silence);
}

/** The normalised envelope whose `compress` is this value. */
export function expand(compressed: number): number {
  return Math.exp(compressed) - silence;
}
