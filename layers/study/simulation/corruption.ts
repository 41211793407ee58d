import { randomOf } from '../../base/numbers/index.ts';

/** The errors of a corrupted recording: the angle's clock, and the amplifier's gains. */
export interface Corruption {
  /** Delay of the angle's time stamps. */
  readonly angleLateS: number;
  /** Factor on each channel, noise included. */
  readonly emgFactor: readonly number[];
}

/**
 * Corrupts a recording: the angle is half a second late, and each channel's gain is wrong by up to a factor of 3.
 *
 * @param emgMv by channel; changed in place
 * @returns the errors, for the angle's file and the truth
 */
export function corrupt(emgMv: readonly Float64Array[], seed: number): Corruption {
  const random = randomOf(seed, 'corruption');
  const emgFactor = emgMv.map(() => random.logUniform(1 / 3, 3));
  for (const [channel, emg] of emgMv.entries()) {
    for (let k = 0; k < emg.length; k++) emg[k]! *= emgFactor[channel]!;
  }
  return { angleLateS: 0.5, emgFactor };
}
