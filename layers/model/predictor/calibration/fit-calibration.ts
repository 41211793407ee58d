import { dot, leastSquaresOnSimplex, matrixColumn, mean } from '../../../base/numbers/index.ts';
import type { GivenNames } from '../../inputs/index.ts';
import { scaledFeatures, scalesOfStranger } from '../emg-input/features-of.ts';
import { weightsOf } from '../gates/weights-of.ts';
import type { AngleCorrection, GlobalModel } from '../global-model.ts';
import { type Learned, runLearned } from '../learned.ts';
import { fitEmgCorrection } from './emg-correction.ts';

/** The fitted values of a calibration. */
export interface Calibration {
  /** EMG that is normalised to 1, by channel; mV. */
  readonly emgScales: readonly number[];
  /** One a local model, summing to 1. */
  readonly weights: readonly number[];
  /** One a coordinate. */
  readonly angles: readonly AngleCorrection[];
}

/**
 * Penalties that keep the fitted values near the usual ones. Each is the squared error, in deviations of the angle, that
 * a change must save.
 */
export interface Pulls {
  /** Of the weights towards the gate's, for a squared distance of 1. */
  readonly weights: number;
  /** Of the angle's scale towards 1, for a difference of 1. */
  readonly scale: number;
  /** Of each channel's gain towards 1, for a factor of e. */
  readonly gain: number;
}

export const usualPulls: Pulls = { weights: 0.3, scale: 0.1, gain: 0.02 };

/** Factors by which the gain of a channel is varied until no factor lowers the cost. */
const gainSteps = [0.7, 0.85, 1.18, 1.43];
const mostRounds = 3;

/**
 * Fits channel gains, weights of the local models and a straight line for the angle, each with its penalty; then the
 * correction by EMG of the error that remains.
 *
 * @param names pseudonym of the person, and the task if the study has it: fitted weights stay near the gate's weights
 *   for this task
 * @param envelopes one a channel, each one value a row at the model's rate, mV
 * @param angleRad one a row, rad, with the sign of the joint
 * @param from first row whose lags all lie in the recording
 */
export function fitCalibration(
  model: GlobalModel,
  { subject, task }: Pick<GivenNames, 'subject' | 'task'>,
  envelopes: readonly Float64Array[],
  angleRad: Float64Array,
  from: number,
  pulls: Pulls,
): Calibration {
  const first = scalesOfStranger(model, envelopes);
  const fitWith = (gains: readonly number[]) => {
    const scales = first.map((scale, at) => scale * gains[at]!);
    const fitted = fitWeights(
      model,
      scaledFeatures(model, envelopes, scales, { subject }),
      task,
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
  const emgScales = first.map((scale, at) => scale * gains[at]!);
  const inputs = scaledFeatures(model, envelopes, emgScales, { subject });
  const left = leftOf(angleRad, model, weights, angle, inputs);
  const byEmg = fitEmgCorrection(envelopes, model.signals.rateHz, left);
  return { weights, angles: [{ ...angle, byEmg }], emgScales };
}

/** The angle minus the weighted outputs of the local models on the straight line; rad. */
function leftOf(
  angleRad: Float64Array,
  { localModels }: GlobalModel,
  weights: readonly number[],
  { offsetRad, scale }: AngleCorrection,
  inputs: Float32Array,
): Float64Array {
  const left = angleRad.map((angle) => angle - offsetRad);
  for (const [place, { learned }] of localModels.entries()) {
    if (weights[place] === 0) continue;
    const output = angleOf(learned, inputs);
    for (let row = 0; row < left.length; row++) left[row]! -= scale * weights[place]! * output[row]!;
  }
  return left;
}

/**
 * Fits weights near those of the gate, then a straight line for the angle. Weights are fitted to deviations from the
 * means, so that an offset of the goniometer does not decide which local models get weight. Further local models to which
 * the gate gives no weight take no part: they need names that a new person does not have.
 */
function fitWeights(
  model: GlobalModel,
  inputs: Float32Array,
  task: string | undefined,
  angleRad: Float64Array,
  from: number,
  pulls: Pulls,
) {
  const rows = angleRad.length;
  const { localModels, modes, mode, inputNames } = model;
  const view = { rows, inputs, inputNames, givenNames: () => ({ task }) };
  const prior = weightsOf(modes[mode]!, view, localModels.length).map((weights) =>
    mean(weights.subarray(from)),
  );
  const target = centred(angleRad.subarray(from));
  const deviation = Math.sqrt(meanProduct(target.values, target.values)) || 1;
  const places = localModels.flatMap(({ kind }, at) => (kind === 'further' && prior[at] === 0 ? [] : [at]));
  const outputs = places.map((at) => centred(angleOf(localModels[at]!.learned, inputs).subarray(from)));
  const scaled = outputs.map(({ values }) => values.map((value) => value / deviation));
  const goal = target.values.map((value) => value / deviation);
  const priorOf = places.map((at) => prior[at]!);
  const own = leastSquaresOnSimplex(
    scaled.map((a) => scaled.map((b) => meanProduct(a, b))),
    scaled.map((a) => meanProduct(a, goal)),
    priorOf,
    pulls.weights,
  );
  const weighted = goal.map((_, row) => scaled.reduce((sum, values, at) => sum + own[at]! * values[row]!, 0));
  const scale = (meanProduct(weighted, goal) + pulls.scale) / (meanProduct(weighted, weighted) + pulls.scale);
  const meanRad = outputs.reduce((sum, { mean }, at) => sum + own[at]! * mean, 0);
  const left = goal.map((value, row) => value - scale * weighted[row]!);
  const pulled =
    pulls.weights * own.reduce((sum, weight, at) => sum + (weight - priorOf[at]!) ** 2, 0) +
    pulls.scale * (scale - 1) ** 2;
  const weights = localModels.map(() => 0);
  for (const [at, place] of places.entries()) weights[place] = own[at]!;
  return {
    weights,
    angle: { offsetRad: target.mean - scale * meanRad, scale },
    error: meanProduct(left, left) + pulled,
  };
}

/** Outputs of a local model for the first coordinate, the one that a calibration measures; rad, one a row. */
function angleOf(learned: Learned, inputs: Float32Array): Float32Array {
  const { values, outputs } = runLearned(learned, inputs);
  return matrixColumn(values, outputs, 0);
}

function centred(given: ArrayLike<number>): { values: Float64Array; mean: number } {
  const middle = mean(given);
  return { values: Float64Array.from(given, (value) => value - middle), mean: middle };
}

function meanProduct(a: Float64Array, b: Float64Array): number {
  return dot(a, b) / a.length;
}
