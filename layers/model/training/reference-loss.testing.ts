import { savitzkyGolay } from '../../physics/signals/testing.ts';
import type { RowRange, SampleTable, TrainingProblem } from '../dataset/index.ts';
import type { NetworkShape } from '../network/index.ts';
import type { Loss } from './engine.ts';
import { residualWeight } from './residual-weight.ts';

/**
 * The loss in plain float64, row by row, straight from the table:
 *
 *   L = mean_labelled (q^-q)^2/s_q^2 + mean_labelled (F^_i-F_i)^2/s_Fi^2 + lambda mean_valid v R^2/s_tau^2 + mu |w|^2
 *   R = M q'' + b q' + tau_limit(q) + tau_gravity(q) + k (q - q0) - sum_i r_i(q) F_i     or     R = tau - sum_i r_i(q) F_i
 */
export function referenceLoss(
  parameters: Float64Array,
  shape: NetworkShape,
  table: SampleTable,
  problem: TrainingProblem,
  ranges: readonly RowRange[],
): Loss {
  const labelled = { angle: new Mean(), force: new Mean(), torque: new Mean() };
  const { angle, force, torque } = labelled;
  const physics = new Mean();
  const { coordinates, muscles, outputs: cards, training } = problem;
  // Each torque weighs as one force.
  const torqueWeight = coordinates.length / Math.max(1, muscles.length);
  for (const { start, end } of ranges) {
    const outputs = Array.from({ length: end - start }, (_, at) =>
      outputOf(parameters, shape, table, problem, start + at),
    );
    for (const [at, values] of outputs.entries()) {
      const row = start + at;
      for (const [i, { quantity, scale }] of cards.entries()) {
        labelled[quantity].add(((values[i]! - table.labels[row * cards.length + i]!) / scale.deviation) ** 2);
      }
    }
    for (let at = half; at + half < outputs.length; at++) {
      for (const [coordinate, card] of coordinates.entries()) {
        const stencil = outputs.slice(at - half, at + half + 1).map((values) => values[coordinate]!);
        const forceN = outputs[at]!.slice(coordinates.length, coordinates.length + muscles.length);
        const residualNm = residualOf(problem, table, start + at, coordinate, stencil, forceN);
        const recording = problem.recordings[table.recording[start + at]!]!;
        const weight = residualWeight(recording, card, cards[coordinate]!.scale);
        physics.add(weight * (residualNm / card.torqueScaleNm) ** 2);
      }
    }
  }
  const decay = parameters.reduce((sum, weight) => sum + weight ** 2, 0);
  const lambda = training.physicsWeight;
  return {
    total:
      angle.value +
      force.value +
      torqueWeight * torque.value +
      lambda * physics.value +
      training.weightDecay * decay,
    angle: angle.value,
    force: force.value,
    torque: torque.value,
    physics: lambda > 0 ? physics.value : 0,
  };
}

/** The gradient of `referenceLoss` by central differences. */
export function referenceGradient(
  parameters: Float64Array,
  ...rest: Parameters<typeof referenceLoss> extends [unknown, ...infer Rest] ? Rest : never
): Float64Array {
  const step = 1e-5;
  return parameters.map((weight, at) => {
    const above = referenceLoss(parameters.with(at, weight + step), ...rest).total;
    const below = referenceLoss(parameters.with(at, weight - step), ...rest).total;
    return (above - below) / (2 * step);
  });
}

const half = 4;

/** A mean over what is a number; 0 over nothing. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#sum += value;
    this.#count++;
  }

  get value(): number {
    return this.#sum / Math.max(1, this.#count);
  }
}

/** All outputs in physical units, written without any of the layout's helpers. */
function outputOf(
  parameters: Float64Array,
  shape: NetworkShape,
  table: SampleTable,
  problem: TrainingProblem,
  row: number,
): number[] {
  const input = table.inputs.subarray(row * shape.inputs, (row + 1) * shape.inputs);
  let signal = Array.from(input, (value, at) => {
    const { mean, deviation } = problem.inputScales[at]!;
    return (value - mean) / deviation;
  });
  let read = 0;
  for (const width of [...shape.hidden, shape.outputs.length]) {
    const sums: number[] = new Array(width).fill(0);
    for (const value of signal)
      for (let out = 0; out < width; out++) sums[out]! += value * parameters[read++]!;
    for (let out = 0; out < width; out++) sums[out]! += parameters[read++]!;
    const isLast = read === parameters.length;
    signal = isLast ? sums : sums.map(Math.tanh);
  }
  return signal.map((value, i) => {
    const { activation, scale } = problem.outputs[i]!;
    const scaled = activation === 'softplus' ? Math.log(1 + Math.exp(value)) : value;
    return scale.mean + scale.deviation * scaled;
  });
}

/** In N m; NaN if the recording has no physics at that row. */
function residualOf(
  problem: TrainingProblem,
  table: SampleTable,
  row: number,
  coordinate: number,
  stencilRad: readonly number[],
  forceN: readonly number[],
): number {
  const { physics, dynamics } = problem.recordings[table.recording[row]!]!;
  const q = stencilRad[half]!;
  const [lowest, highest] = problem.coordinates[coordinate]!.rangeRad;
  const held = Math.min(highest, Math.max(lowest, q));
  const muscleNm = problem.muscles.reduce((sum, { momentArmsM }, i) => {
    const armM = momentArmsM[coordinate]!.reduce(
      (arm, coefficient, power) => arm + coefficient * held ** power,
      0,
    );
    return sum + armM * forceN[i]!;
  }, 0);
  if (physics === 'measured torque')
    return table.torqueNm[row * problem.coordinates.length + coordinate]! - muscleNm;
  if (physics === 'none' || !dynamics) return Number.NaN;

  const derivative = (order: number) => {
    const weights = savitzkyGolay(9, 4, order, 1 / problem.signals.rateHz);
    return stencilRad.reduce((sum, angle, at) => sum + weights[at]! * angle, 0);
  };
  const { stiffnessNm, steepnessPerRad, upperRad, lowerRad } = dynamics.limit;
  const heldExp = (exponent: number) => Math.exp(Math.min(10, exponent));
  const limitNm =
    stiffnessNm * (heldExp(steepnessPerRad * (q - upperRad)) - heldExp(steepnessPerRad * (lowerRad - q)));
  const gravityNm = dynamics.gravityCosNm * Math.cos(q) + dynamics.gravitySinNm * Math.sin(q);
  const elasticNm = dynamics.elasticNmPerRad * (q - dynamics.elasticRestRad);
  const motionNm = dynamics.inertiaKgM2 * derivative(2) + dynamics.dampingNmSPerRad * derivative(1);
  return motionNm + limitNm + gravityNm + elasticNm - muscleNm;
}
