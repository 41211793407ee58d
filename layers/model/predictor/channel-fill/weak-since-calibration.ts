import { mean } from '../../../base/numbers/index.ts';
import { compress } from '../../inputs/index.ts';
import type { Calibration } from '../calibration/calibration.ts';
import type { FeaturesJson } from '../model-file/model-json.ts';

/** A smaller difference of mean logarithms is usual between recordings: a factor of 1.6, as for a flag. */
const clear = 0.5;

/**
 * True if a channel is far weaker than in the seconds of the calibration. A channel that was as weak there needs no fill: the
 * calibration has learned the person's angle from it.
 *
 * @param envelope of the channel, normalised by the scales of the calibration
 * @param channel its index
 */
export function isWeakSinceCalibration(
  { angles }: Pick<Calibration, 'angles'>,
  envelope: Float64Array,
  channel: number,
  { lagsMs }: Pick<FeaturesJson, 'lagsMs'>,
): boolean {
  const { centres, coefficientsRad } = angles[0]!;
  const rows = coefficientsRad.length;
  const width = centres.length / rows;
  // The first inputs of a person are the logarithms of the channels at all lags, channel by channel.
  const column = channel * lagsMs.length;
  const learned = Float64Array.from({ length: rows }, (_, row) => centres[row * width + column]!);
  return mean(envelope.map(compress)) < mean(learned) - clear;
}
