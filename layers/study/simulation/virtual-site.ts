import { randomOf } from '../../base/numbers/index.ts';
import type { Muscle } from '../../physics/biomechanics/index.ts';

/** The effect of a laboratory on its EMG: amplifier, electrodes and their usual placement. */
export interface VirtualSite {
  readonly site: string;
  /** Factor on every gain. */
  readonly gain: number;
  /** Added to the wanted signal-to-noise ratio. */
  readonly snrOffsetDb: number;
  /** Share of each muscle (column) in each channel (row); 1 on the diagonal. */
  readonly crossTalk: readonly (readonly number[])[];
}

/** The site with a number from 0, drawn from the study's seed. Muscles on the same side of the joint are neighbours. */
export function virtualSite(seed: number, index: number, muscles: readonly Muscle[]): VirtualSite {
  const site = `site${index + 1}`;
  const random = randomOf(seed, 'site', site);
  const turns = muscles.map((muscle) => Math.sign(muscle.momentArmM[0]!));
  return {
    site,
    gain: random.logUniform(0.6, 1.6),
    snrOffsetDb: random.uniform(-3, 3),
    crossTalk: muscles.map((_, channel) =>
      muscles.map((_, muscle) => {
        if (muscle === channel) return 1;
        const areNeighbours = turns[muscle] === turns[channel];
        return areNeighbours ? random.uniform(0.05, 0.2) : random.uniform(0.01, 0.04);
      }),
    ),
  };
}
