import { normalise } from '../../../physics/signals/index.ts';
import { buildFeatures } from '../../inputs/index.ts';
import type { GlobalModel } from '../global-model.ts';

/**
 * Inputs of what a calibration learns: logarithms of the envelopes at the lags of the model, and their context. Whatever the
 * inputs of the networks are: distances between rows have a meaning in logarithms.
 *
 * @param envelopes one a channel, each one value a row, mV
 * @param scales EMG that is normalised to 1, by channel; mV
 * @returns rows x inputs, row-major, no unit
 */
export function personInputs(
  { features, signals }: Pick<GlobalModel, 'features' | 'signals'>,
  envelopes: readonly Float64Array[],
  scales: readonly number[],
): Float32Array {
  const normalised = envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
  return buildFeatures(normalised, { ...features, compression: 'log' }, signals.rateHz);
}
