import type { GivenNames } from '../../inputs/index.ts';
import type { Calibration } from '../calibration/calibration.ts';
import { scaledFeatures } from '../emg-input/features-of.ts';
import type { EmgQuality } from '../emg-quality/judge-emg.ts';
import type { GlobalModel } from '../global-model.ts';
import { filledEnvelope } from './fill-channel.ts';
import { isWeakSinceCalibration } from './weak-since-calibration.ts';

/** Envelopes in which a dead channel is filled from the others, and the inputs made of them. */
export interface FilledInput {
  /** In mV or the study's own unit, as given. */
  readonly envelopes: readonly Float64Array[];
  readonly inputs: Float32Array;
  /** Columns of the channels that were filled. */
  readonly channels: readonly string[];
}

/**
 * A channel that is far weaker than in the training in most of the recording is dead or loose: local models would take its
 * silence for a muscle at rest. Its envelope is filled from the other channels. Not by a causal model: whether the channel is dead
 * shows only when the recording is over. Nor if the channel was as weak in the calibration that the prediction uses.
 *
 * @param normalised envelopes, one a channel
 * @param scales EMG that is normalised to 1, by channel
 * @returns undefined if no channel is flagged so, or the model does not fill it
 */
export function filledInput(
  model: GlobalModel,
  normalised: readonly Float64Array[],
  {
    envelopes,
    scales,
    judged,
    names,
    calibration,
  }: {
    readonly envelopes: readonly Float64Array[];
    readonly scales: readonly number[];
    readonly judged: EmgQuality | undefined;
    readonly names: GivenNames;
    readonly calibration?: Calibration | undefined;
  },
): FilledInput | undefined {
  const { channelFill, features, signals } = model;
  const isCausal = signals.emg.filter.causal;
  if (!channelFill || isCausal || judged?.flag?.kind !== 'channel-weak') return undefined;
  const placeOf = (column: string) => signals.emg.channels.findIndex((channel) => channel.column === column);
  const channels = judged.flag.channels.filter((column) => {
    const at = placeOf(column);
    return !calibration || isWeakSinceCalibration(calibration, normalised[at]!, at, features);
  });
  if (channels.length === 0) return undefined;
  const filled = [...envelopes];
  for (const column of channels) {
    const at = placeOf(column);
    const own = filledEnvelope(channelFill, normalised, at, features, names);
    filled[at] = own.map((value) => value * scales[at]!);
  }
  return { envelopes: filled, inputs: scaledFeatures(model, filled, scales, names), channels };
}
