import { runNetwork } from '../../learning/local-network.ts';
import { warmUpRows } from '../../preparation/features.ts';
import { interpolate } from '../../signals/resample.ts';
import type { EmgInput } from '../emg-input/emg-input.ts';
import { envelopesOf, ownScales, scaledFeatures } from '../emg-input/features-of.ts';
import { weightsOf } from '../gates/weights-of.ts';
import type { AngleCorrection, GlobalModel } from '../global-model.ts';
import { rmse } from '../metrics/rmse.ts';
import { leastSquaresOnSimplex } from '../modes/simplex.ts';
import { predict } from '../predict.ts';
import { learnSubject } from './learn-subject.ts';

/** A short recording of somebody whom training has not seen, with the joint angle measured. */
export interface LabelledRecording extends EmgInput {
  /** Times and angles of the angle column, s and rad, counted as the study does. */
  readonly angle: { readonly timeS: Float64Array; readonly angleRad: Float64Array };
  readonly subject: string;
}

/** The few numbers that a calibration fits. */
export interface Calibration {
  /** What normalised EMG 1 stands for, by channel; mV. */
  readonly emgScales: readonly number[];
  /** One a member, summing to 1. */
  readonly weights: readonly number[];
  readonly angle: AngleCorrection;
}

export interface CalibrationOutcome {
  readonly calibration: Calibration;
  /** The model, which now knows the subject. */
  readonly model: GlobalModel;
  /** RMSE of the angle on the part of the recording that was held back, without the calibration and with it; rad. */
  readonly beforeRad: number;
  readonly afterRad: number;
  readonly fittedRows: number;
  readonly heldBackRows: number;
}

const fittedShare = 2 / 3;
const gapS = 1;

/**
 * Fits channel scales, member weights, offset and scale of the angle to the first two thirds of a recording, and measures
 * on the last third, after a gap of a second, what they gain.
 */
export function calibrate(
  model: GlobalModel,
  recording: LabelledRecording,
  pulls: Pulls = usualPulls,
): CalibrationOutcome {
  const { timeS, envelopes } = envelopesOf(model, recording);
  const own = interpolate(recording.angle.timeS, recording.angle.angleRad, timeS);
  const sign = (model.signals.angle.positive ?? model.anglePositive) === model.anglePositive ? 1 : -1;
  const end = Math.round(fittedShare * timeS.length);
  const from = warmUpRows(model.features, model.signals.rateHz);
  const { subject } = recording;
  const calibration = fitCalibration(
    model,
    subject,
    envelopes.map((envelope) => envelope.subarray(0, end)),
    own.subarray(0, end).map((angle) => sign * angle),
    from,
    pulls,
  );
  const calibrated = learnSubject(model, recording.subject, calibration);
  const heldBack = end + Math.round(gapS * model.signals.rateHz);
  const errorOf = (one: GlobalModel, subject?: string) => {
    const { subject: _, ...emg } = recording;
    return rmse(own.subarray(heldBack), predict(one, { ...emg, subject }).angleRad.subarray(heldBack));
  };
  return {
    calibration,
    model: calibrated,
    beforeRad: errorOf(model),
    afterRad: errorOf(calibrated, recording.subject),
    fittedRows: end - from,
    heldBackRows: timeS.length - heldBack,
  };
}

/** What holds the fitted numbers back, each as the squared error, in deviations of the angle, that it must win. */
export interface Pulls {
  /** Of the weights towards the gate's, for a squared distance of 1. */
  readonly weights: number;
  /** Of the angle's scale towards 1, for a difference of 1. */
  readonly scale: number;
  /** Of each channel's gain towards 1, for a factor of e. */
  readonly gain: number;
}

const usualPulls: Pulls = { weights: 0.3, scale: 0.1, gain: 0.02 };

/** Steps by which a channel's gain is tried, as factors, until none of them helps. */
const gainSteps = [0.7, 0.85, 1.18, 1.43];
const mostRounds = 3;

function fitCalibration(
  model: GlobalModel,
  subject: string,
  envelopes: readonly Float64Array[],
  angleRad: Float64Array,
  from: number,
  pulls: Pulls,
): Calibration {
  const first = ownScales(envelopes);
  const fitWith = (gains: readonly number[]) => {
    const scales = first.map((scale, at) => scale * gains[at]!);
    const fitted = fitWeights(
      model,
      scaledFeatures(model, envelopes, scales, { subject }),
      angleRad,
      from,
      pulls,
    );
    const penalty = pulls.gain * gains.reduce((sum, gain) => sum + Math.log(gain) ** 2, 0);
    return { ...fitted, gains, cost: fitted.error + penalty };
  };
  let best = fitWith(first.map(() => 1));
  for (let round = 0; round < mostRounds; round++) {
    const before = best.cost;
    for (const channel of first.keys()) {
      const around = best.gains;
      for (const step of gainSteps) {
        const tried = fitWith(around.map((gain, at) => (at === channel ? gain * step : gain)));
        if (tried.cost < best.cost) best = tried;
      }
    }
    if (best.cost === before) break;
  }
  const { weights, angle, gains } = best;
  return { weights, angle, emgScales: first.map((scale, at) => scale * gains[at]!) };
}

/**
 * Weights near those of the gate, then a straight line for the angle. The weights are fitted to the movement alone, about
 * the means, so that an electrode of the goniometer set elsewhere does not decide whose model is the best.
 */
function fitWeights(
  model: GlobalModel,
  inputs: Float32Array,
  angleRad: Float64Array,
  from: number,
  pulls: Pulls,
) {
  const rows = angleRad.length;
  const { members, modes, mode, inputNames } = model;
  const gate = weightsOf(modes[mode]!, { rows, inputs, inputNames, known: () => ({}) }, members.length);
  const prior = meanWeights(gate, members.length, from);
  const target = centred(angleRad.subarray(from));
  const deviation = Math.sqrt(meanProduct(target.values, target.values)) || 1;
  const says = members.map(({ network }) => centred(runNetwork(network, inputs).angleRad.subarray(from)));
  const scaled = says.map(({ values }) => values.map((value) => value / deviation));
  const goal = target.values.map((value) => value / deviation);
  const weights = leastSquaresOnSimplex(
    scaled.map((a) => scaled.map((b) => meanProduct(a, b))),
    scaled.map((a) => meanProduct(a, goal)),
    prior,
    pulls.weights,
  );
  const said = goal.map((_, row) => scaled.reduce((sum, values, at) => sum + weights[at]! * values[row]!, 0));
  const scale = (meanProduct(said, goal) + pulls.scale) / (meanProduct(said, said) + pulls.scale);
  const meanRad = says.reduce((sum, { mean }, at) => sum + weights[at]! * mean, 0);
  const left = goal.map((value, row) => value - scale * said[row]!);
  const pulled =
    pulls.weights * weights.reduce((sum, weight, at) => sum + (weight - prior[at]!) ** 2, 0) +
    pulls.scale * (scale - 1) ** 2;
  return {
    weights,
    angle: { offsetRad: target.mean - scale * meanRad, scale },
    error: meanProduct(left, left) + pulled,
  };
}

function meanWeights(weights: ArrayLike<number>, members: number, from: number): number[] {
  const rows = weights.length / members;
  const first = rows === 1 ? 0 : from;
  return Array.from({ length: members }, (_, member) => {
    let sum = 0;
    for (let row = first; row < rows; row++) sum += weights[row * members + member]!;
    return sum / (rows - first);
  });
}

function centred(given: ArrayLike<number>): { values: Float64Array; mean: number } {
  const values = Float64Array.from(given);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { values: values.map((value) => value - mean), mean };
}

function meanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum / a.length;
}
