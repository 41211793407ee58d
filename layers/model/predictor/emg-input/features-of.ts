import { channelScale, normalise, uniformGrid } from '../../../physics/signals/index.ts';
import { emgFactor } from '../../../study/manifest/index.ts';
import { envelopesOnGrid } from '../../dataset/index.ts';
import type { GivenNames } from '../../inputs/index.ts';
import { buildFeatures, strangerScales, withNames } from '../../inputs/index.ts';
import type { GlobalModel } from '../global-model.ts';
import type { EmgInput } from './emg-input.ts';

/** Envelopes at the model's rate, in mV or in the study's own normalised unit. */
export interface GridEnvelopes {
  readonly timeS: Float64Array;
  /** One a channel. */
  readonly envelopes: readonly Float64Array[];
}

/**
 * Inputs of the networks from EMG, by the same chain as in training.
 *
 * @param names given names. The EMG is normalised by the subject's scales if the model has them, otherwise by the scales
 *   of an unknown subject. Names that training has seen set their inputs.
 * @param calibratedScales of a calibration, in place of these scales
 */
export function featuresOf(
  model: GlobalModel,
  input: EmgInput,
  names: GivenNames = {},
  calibratedScales?: readonly number[],
): GridEnvelopes & {
  readonly inputs: Float32Array;
  /** EMG that is normalised to 1, by channel. */
  readonly scales: readonly number[];
} {
  const grid = envelopesOf(model, input);
  const scales = calibratedScales ?? scalesFor(model, names, grid.envelopes);
  return { ...grid, scales, inputs: scaledFeatures(model, grid.envelopes, scales, names) };
}

/** EMG that is normalised to 1, by channel: the scales of a known subject, or those of an unknown one with this EMG. */
export function scalesFor(
  model: Pick<GlobalModel, 'emgScales' | 'strangerScale'>,
  { subject }: GivenNames,
  envelopes: readonly Float64Array[],
): readonly number[] {
  return isKnownSubject(model, subject) ? model.emgScales[subject]! : scalesOfStranger(model, envelopes);
}

/** True for a subject whose EMG scales the model has for all tasks. */
export function isKnownSubject(
  { emgScales }: Pick<GlobalModel, 'emgScales'>,
  subject: string | undefined,
): subject is string {
  return subject !== undefined && Object.hasOwn(emgScales, subject);
}

/** Envelopes of the EMG on the model's grid. */
export function envelopesOf(
  { signals }: Pick<GlobalModel, 'signals'>,
  { sampleRateHz, startS, channels: given }: EmgInput,
): GridEnvelopes {
  // The scales of the model are in mV.
  const toMv = emgFactor(signals.emg);
  const channels = toMv === 1 ? given : given.map((values) => values.map((value) => value * toMv));
  const rows = channels[0]?.length ?? 0;
  const sampledS = new Float64Array(rows);
  for (let at = 0; at < rows; at++) sampledS[at] = startS + at / sampleRateHz;
  const timeS = rows === 0 ? new Float64Array() : uniformGrid(startS, sampledS[rows - 1]!, signals.rateHz);
  return {
    timeS,
    envelopes: envelopesOnGrid({ timeS: sampledS, sampleRateHz, channels }, signals.emg, timeS),
  };
}

/** EMG of an unknown subject that is normalised to 1, by channel. */
export function scalesOfStranger(
  { strangerScale }: Pick<GlobalModel, 'strangerScale'>,
  envelopes: readonly Float64Array[],
): number[] {
  return strangerScales(
    strangerScale,
    envelopes.map((envelope) => channelScale([envelope])),
  );
}

/** Inputs of the networks, rows x inputs, no unit. */
export function scaledFeatures(
  { features, signals, inputNames }: Pick<GlobalModel, 'features' | 'signals' | 'inputNames'>,
  envelopes: readonly Float64Array[],
  scales: readonly number[],
  names: GivenNames,
): Float32Array {
  const normalised = envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
  return withNames(buildFeatures(normalised, features, signals.rateHz), inputNames, names);
}
