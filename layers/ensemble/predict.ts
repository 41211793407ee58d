import { type Fault, FaultError } from '../faults/fault.ts';
import { runNetwork } from '../learning/local-network.ts';
import { envelopesOnGrid } from '../preparation/align.ts';
import { buildFeatures, warmUpRows } from '../preparation/features.ts';
import { emgFactor } from '../recordings/conventions.ts';
import { channelScale, normalise } from '../signals/normalise.ts';
import { uniformGrid } from '../signals/resample.ts';
import { combine } from './combine.ts';
import type { EmgInput } from './emg-input/emg-input.ts';
import type { GlobalModel } from './global-model.ts';

/** EMG to predict from, and where it comes from. */
export interface PredictionInput extends EmgInput {
  /** Where known and seen in training: its EMG normalisation is used. Otherwise the input normalises itself. */
  readonly subject?: string | undefined;
  readonly site?: string | undefined;
  readonly task?: string | undefined;
}

/** One row for each step of the model's rate. */
export interface Prediction {
  readonly timeS: Float64Array;
  /** What a growing angle means: as in the study's own angle column. */
  readonly positive: string;
  readonly angleRad: Float64Array;
  readonly forcesN: ReadonlyMap<string, Float64Array>;
  /** Weighted standard deviation of the local models about the prediction. */
  readonly spreadAngleRad: Float64Array;
  readonly spreadForcesN: ReadonlyMap<string, Float64Array>;
  /** True where the EMG context lies outside what training has seen. */
  readonly outOfRange: boolean[];
  /** True where the oldest lag lies before the first sample. */
  readonly warmUp: boolean[];
}

/**
 * Joint angle and muscle forces from EMG, by the published mode or another one that the model has.
 *
 * @throws FaultError MODE_UNKNOWN; EMG_OVERFLOW where values are so large that nothing can be computed
 */
export function predict(model: GlobalModel, input: PredictionInput, mode: string = model.mode): Prediction {
  const weights = Object.hasOwn(model.modes, mode) ? model.modes[mode] : undefined;
  if (!weights) throw new FaultError([unknownMode(mode, model)]);
  const { features, signals } = model;
  const { timeS, inputs } = featuresOf(model, input);
  const outputs = model.members.map(({ network }, at) =>
    weights[at]! > 0 ? runNetwork(network, inputs) : undefined,
  );
  const combined = combine(outputs, weights);
  if (!combined.angleRad.every(Number.isFinite)) throw new FaultError([overflow(model)]);
  const positive = signals.angle.positive ?? model.anglePositive;
  const warmUp = warmUpRows(features, signals.rateHz);
  return {
    timeS,
    positive,
    angleRad: positive === model.anglePositive ? combined.angleRad : combined.angleRad.map((angle) => -angle),
    forcesN: byMuscle(combined.forceN, model.muscles),
    spreadAngleRad: combined.spreadAngleRad,
    spreadForcesN: byMuscle(combined.spreadForceN, model.muscles),
    outOfRange: Array.from(timeS, (_, row) => isOutOfRange(inputs, row, model)),
    warmUp: Array.from(timeS, (_, row) => row < warmUp),
  };
}

/** The same chain as in training: envelopes on the model's grid, normalised, at their lags, with their context. */
function featuresOf(
  model: GlobalModel,
  input: PredictionInput,
): { timeS: Float64Array; inputs: Float32Array } {
  const { signals, features } = model;
  const { sampleRateHz, startS } = input;
  // Recordings are read into mV, and so are the scales that the model normalises by.
  const toMv = emgFactor(signals.emg);
  const channels = toMv === 1 ? input.channels : input.channels.map((values) => values.map((v) => v * toMv));
  const rows = channels[0]?.length ?? 0;
  const sampledS = Float64Array.from({ length: rows }, (_, at) => startS + at / sampleRateHz);
  const timeS = rows === 0 ? new Float64Array() : uniformGrid(startS, sampledS[rows - 1]!, signals.rateHz);
  const envelopes = envelopesOnGrid({ timeS: sampledS, sampleRateHz, channels }, signals.emg, timeS);
  const isKnown = input.subject !== undefined && Object.hasOwn(model.emgScales, input.subject);
  const scales = isKnown
    ? model.emgScales[input.subject!]!
    : envelopes.map((envelope) => channelScale([envelope]));
  const normalised = envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
  return { timeS, inputs: buildFeatures(normalised, features, signals.rateHz) };
}

function byMuscle(forceN: Float64Array, muscles: readonly string[]): Map<string, Float64Array> {
  const rows = muscles.length === 0 ? 0 : forceN.length / muscles.length;
  return new Map(
    muscles.map((muscle, at) => [
      muscle,
      Float64Array.from({ length: rows }, (_, row) => forceN[row * muscles.length + at]!),
    ]),
  );
}

/** The slow inputs tell where a recording lies; a quarter of the range seen in training is let pass beyond it. */
const slack = 0.25;

function isOutOfRange(inputs: Float32Array, row: number, model: GlobalModel): boolean {
  const width = model.inputNames.length;
  return model.inputNames.some((name, at) => {
    if (model.features.contextS > 0 && !name.includes('~')) return false;
    const [least, most] = model.inputRanges[at]!;
    const margin = slack * (most - least);
    const value = inputs[row * width + at]!;
    return value < least - margin || value > most + margin;
  });
}

function unknownMode(mode: string, model: GlobalModel): Fault {
  return {
    code: 'MODE_UNKNOWN',
    what: 'The model has no weights of that mode.',
    where: { column: 'mode' },
    found: JSON.stringify(mode),
    expected: Object.keys(model.modes)
      .map((name) => JSON.stringify(name))
      .join(', '),
    fix: 'Name one of these, or none to have the published one.',
  };
}

/** One artefact of impossible size is let pass by the check of the unit, and may still overflow the filters. */
function overflow(model: GlobalModel): Fault {
  return {
    code: 'EMG_OVERFLOW',
    what: 'The EMG holds values so large that nothing can be computed from it.',
    where: {},
    found: 'a prediction that is not finite',
    expected: `EMG in ${model.signals.emg.unit}, as the study has it`,
    fix: 'Take the artefact out of the EMG.',
  };
}
