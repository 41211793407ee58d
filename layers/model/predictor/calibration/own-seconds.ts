import { FaultError } from '../../../base/faults/index.ts';
import { signOf } from '../../../physics/biomechanics/index.ts';
import { interpolate, normalise } from '../../../physics/signals/index.ts';
import { warmUpRows } from '../../inputs/index.ts';
import { filledInput } from '../channel-fill/filled-input.ts';
import { emgOverflow } from '../emg-input/emg-overflow.ts';
import { envelopesOf, scaledFeatures, scalesFor } from '../emg-input/features-of.ts';
import { judgeEmg } from '../emg-quality/judge-emg.ts';
import type { GlobalModel } from '../global-model.ts';
import { type ModelRows, modelOutputs } from '../model-outputs.ts';
import type { LabelledRecording } from './labelled-recording.ts';
import { personInputs } from './person-inputs.ts';

/** What a calibration learns from: rows of one person, recording by recording, without the warm-up of each. */
export interface OwnSeconds {
  /** EMG that is normalised to 1, by channel; mV. */
  readonly emgScales: readonly number[];
  readonly rows: number;
  readonly recordings: number;
  /** In one second; fewer than the model's rate if not every row is taken. */
  readonly rowsPerS: number;
  /** rows x inputs of the person, row-major. */
  readonly inputs: Float32Array;
  /** Measured angle, one a row, rad, with the sign of the joint. */
  readonly angleRad: Float64Array;
  /** Angle of the model, normalised by the scales above, one a row, rad. */
  readonly modelRad: Float64Array;
  /** Angle that the model predicts without the calibration: each recording has the scales of its own EMG, and a dead channel is filled. */
  readonly uncalibratedRad: Float64Array;
}

/** Most rows to learn from, 60 s at 50 Hz: of more, every second, third, ... is taken. */
const mostRows = 3000;

/**
 * @param recordings of one subject
 * @param task of all of them, if the study has several tasks; absent: the model predicts without a task
 * @throws FaultError EMG_OVERFLOW
 */
export function ownSeconds(
  model: GlobalModel,
  recordings: readonly LabelledRecording[],
  task: string | undefined,
): OwnSeconds {
  const names = { subject: recordings[0]!.subject, task };
  const { rateHz } = model.signals;
  const { positive, measured } = model.coordinates[0]!;
  const sign = signOf(measured.positive, positive);
  const grids = recordings.map((recording) => envelopesOf(model, recording));
  const emgScales = scalesFor(model, names, joinedChannels(grids.map(({ envelopes }) => envelopes)));
  const angleOf = (seen: ModelRows) => {
    const { values, outputs } = modelOutputs(model, model.modes[model.mode]!, seen, names);
    return (row: number) => values[row * outputs]!;
  };
  const scaled = (envelopes: readonly Float64Array[], scales: readonly number[]): ModelRows => ({
    envelopes,
    inputs: scaledFeatures(model, envelopes, scales, names),
  });
  const uncalibrated = (envelopes: readonly Float64Array[], sampleRateHz: number): ModelRows => {
    const scales = scalesFor(model, names, envelopes);
    const normalised = envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
    const judged = judgeEmg(model, normalised, { sampleRateHz, ...names });
    return filledInput(model, normalised, { envelopes, scales, judged, names }) ?? scaled(envelopes, scales);
  };
  const from = warmUpRows(model.features, rateHz);
  const all = grids.reduce((sum, { timeS }) => sum + Math.max(0, timeS.length - from), 0);
  const step = Math.max(1, Math.ceil(all / mostRows));
  const parts = grids.map(({ timeS, envelopes }, at) => {
    const { angle, sampleRateHz } = recordings[at]!;
    const measuredRad = interpolate(angle.timeS, angle.angleRad, timeS);
    const inputs = personInputs(model, envelopes, emgScales);
    const width = timeS.length === 0 ? 0 : inputs.length / timeS.length;
    const taken = Array.from(
      { length: Math.max(0, Math.ceil((timeS.length - from) / step)) },
      (_, row) => from + row * step,
    );
    return {
      inputs: taken.flatMap((row) => [...inputs.subarray(row * width, (row + 1) * width)]),
      angleRad: taken.map((row) => sign * measuredRad[row]!),
      modelRad: taken.map(angleOf(scaled(envelopes, emgScales))),
      uncalibratedRad: taken.map(angleOf(uncalibrated(envelopes, sampleRateHz))),
    };
  });
  const inputs = Float32Array.from(parts.flatMap((part) => part.inputs));
  const angleRad = Float64Array.from(parts.flatMap((part) => part.angleRad));
  const modelRad = Float64Array.from(parts.flatMap((part) => part.modelRad));
  const uncalibratedRad = Float64Array.from(parts.flatMap((part) => part.uncalibratedRad));
  if (![inputs, modelRad, uncalibratedRad].every((values) => values.every(Number.isFinite)))
    throw new FaultError([emgOverflow(model)]);
  const rowsPerS = rateHz / step;
  const { length: rows } = angleRad;
  return {
    emgScales,
    rows,
    recordings: recordings.length,
    rowsPerS,
    inputs,
    angleRad,
    modelRad,
    uncalibratedRad,
  };
}

/** The channels of several recordings, each channel one behind the other. */
function joinedChannels(recordings: readonly (readonly Float64Array[])[]): Float64Array[] {
  return recordings[0]!.map((_, channel) =>
    Float64Array.from(recordings.flatMap((envelopes) => [...envelopes[channel]!])),
  );
}
