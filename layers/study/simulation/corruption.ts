import { randomOf } from '../../base/numbers/index.ts';

/** What went wrong in a corrupted recording: the angle's clock, and the amplifier's gains. */
export interface Corruption {
  /** How late the angle is stamped. */
  readonly angleLateS: number;
  /** Factor on each channel, noise included. */
  readonly emgFactor: readonly number[];
}

/**
 * Corrupts a recording: the angle half a second late, and each channel's gain up to threefold wrong either
 * way.
 *
 * @param emgMv by channel; changed in place
 * @returns what was done, for the angle's writer and the truth
 */
export function corrupt(emgMv: readonly Float64Array[], seed: number): Corruption {
  const random = randomOf(seed, 'corruption');
  const emgFactor = emgMv.map(() => random.logUniform(1 / 3, 3));
  for (const [channel, emg] of emgMv.entries()) {
    for (let k = 0; k < emg.length; k++) emg[k]! *= emgFactor[channel]!;
  }
  return { angleLateS: 0.5, emgFactor };
}
