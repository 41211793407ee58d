import { percentile } from '../../base/numbers/index.ts';

/**
 * The divisor of a channel's envelopes: their 95th percentile over all recordings of a subject, in the unit of the
 * envelopes. No maximal contraction is needed, and one artefact has no effect. 1 if the channel is silent.
 *
 * @example
 * import { channelScale } from 'sarcomere/signals';
 *
 * channelScale([Float64Array.from({ length: 101 }, (_, n) => n)]); // => 95
 */
export function channelScale(envelopes: readonly Float64Array[]): number {
  const scale = percentile(envelopes, 95);
  return scale > 0 ? scale : 1;
}

/**
 * The envelope in units of its scale, so without unit; a new array of the same length.
 *
 * @example
 * import { normalise } from 'sarcomere/signals';
 *
 * normalise(Float64Array.of(0.1, 0.2), 0.2); // => [0.5, 1]
 */
export function normalise(envelope: Float64Array, scale: number): Float64Array {
  return envelope.map((v) => v / scale);
}
