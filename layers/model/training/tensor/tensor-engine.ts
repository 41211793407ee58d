import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import {
  columnsOfQuantity,
  type OutputCard,
  type Quantity,
  quantities,
  quantityWeights,
  type TrainingProblem,
} from '../../dataset/index.ts';
import { layersOf, type NetworkShape } from '../../network/index.ts';
import type { Batch, LossCounts } from '../batch.ts';
import type { Engine, Loss } from '../engine.ts';
import type { TensorBackend, TensorFlow } from './backend.ts';
import { type ResidualTerms, residualNm } from './residual.ts';

/** The reference engine: the loss in TensorFlow.js operations, differentiated by TensorFlow.js. */
export function tensorEngine({ tf, backend }: TensorBackend): Engine {
  return {
    name: 'tensor',
    backend,
    objective: (shape, problem) => {
      const constants = constantsOf(tf, problem);
      return {
        evaluate(parameters, batch, counts, share, gradient) {
          // The parts leave by this closure, since valueAndGrad returns only the total.
          const parts: Partial<Record<Quantity | 'physics', number>> = {};
          return tf.tidy(() => {
            const tensors = batchTensors(tf, batch, shape, problem.coordinates.length);
            const lossOf = (flat: Tensor1D): Scalar => {
              const { decay, ...means } = lossParts(tf, flat, tensors, counts, shape, constants);
              for (const name of [...quantities, 'physics'] as const)
                parts[name] = means[name].dataSync()[0]!;
              const labelled = quantities.map((quantity) =>
                tf.mul(constants.quantityWeights[quantity], means[quantity]),
              );
              const weighted = tf.addN([...labelled, tf.mul(constants.physicsWeight, means.physics)]);
              return tf.add(weighted, tf.mul(constants.weightDecay * share, decay)) as Scalar;
            };
            const flat = tf.tensor1d(parameters);
            let total: number;
            if (gradient) {
              const { value, grad } = tf.valueAndGrad(lossOf as (x: Tensor) => Scalar)(flat);
              total = value.dataSync()[0]!;
              const values = grad.dataSync();
              for (let at = 0; at < values.length; at++) gradient[at]! += values[at]!;
            } else {
              total = lossOf(flat).dataSync()[0]!;
            }
            return { total, ...(parts as Required<typeof parts>) } satisfies Loss;
          });
        },
      };
    },
  };
}

interface Constants {
  readonly physicsWeight: number;
  readonly weightDecay: number;
  readonly quantityWeights: Readonly<Record<Quantity, number>>;
  readonly coordinates: readonly CoordinateConstants[];
  readonly outputs: TrainingProblem['outputs'];
  readonly groups: readonly Group[];
  readonly rateHz: number;
}

/** Neighbouring outputs of one quantity and activation; they are computed together. */
interface Group extends Pick<OutputCard, 'quantity' | 'activation'> {
  readonly start: number;
  readonly count: number;
  readonly mean: Tensor1D;
  readonly deviation: Tensor1D;
}

/** One coordinate: scale of its torque, its limit, and the moment arms about it. */
interface CoordinateConstants extends Pick<ResidualTerms, 'momentArmM' | 'limit' | 'rangeRad'> {
  readonly torqueScaleNm: number;
}

function constantsOf(tf: TensorFlow, problem: TrainingProblem): Constants {
  const { coordinates, muscles, outputs, training, signals } = problem;
  const powers = Math.max(1, ...muscles.flatMap(({ momentArmsM }) => momentArmsM.map((arm) => arm.length)));
  return {
    physicsWeight: training.physicsWeight,
    weightDecay: training.weightDecay,
    quantityWeights: quantityWeights(outputs),
    coordinates: coordinates.map(({ torqueScaleNm, limit, rangeRad }, at) => ({
      torqueScaleNm,
      limit,
      rangeRad,
      momentArmM: Array.from({ length: powers }, (_, power) =>
        tf.tensor1d(muscles.map(({ momentArmsM }) => momentArmsM[at]![power] ?? 0)),
      ),
    })),
    outputs,
    groups: groupsOf(tf, outputs),
    rateHz: signals.rateHz,
  };
}

function groupsOf(tf: TensorFlow, outputs: readonly OutputCard[]): Group[] {
  const continues = ({ quantity, activation }: OutputCard, at: number) =>
    outputs[at - 1]?.quantity === quantity && outputs[at - 1]?.activation === activation;
  const starts = [...outputs.keys()].filter((at) => !continues(outputs[at]!, at));
  return starts.map((start, at) => {
    const own = outputs.slice(start, starts[at + 1]);
    const { quantity, activation } = own[0]!;
    return {
      quantity,
      activation,
      start,
      count: own.length,
      mean: tf.tensor1d(own.map(({ scale }) => scale.mean)),
      deviation: tf.tensor1d(own.map(({ scale }) => scale.deviation)),
    };
  });
}

function batchTensors(tf: TensorFlow, batch: Batch, shape: NetworkShape, coordinates: number) {
  const { stretches, rowsPerStretch } = batch;
  const rows = stretches * rowsPerStretch;
  const outputs = shape.outputs.length;
  const centres = batch.residualWeight.length / (stretches * coordinates);
  return {
    stretches,
    rows: rowsPerStretch,
    inputs: tf.tensor2d(batch.inputs, [rows, shape.inputs]),
    labels: tf.tensor2d(batch.labels, [rows, outputs]),
    labelWeight: tf.tensor2d(batch.labelWeight, [rows, outputs]),
    residualWeight: tf.tensor3d(batch.residualWeight, [stretches, coordinates, centres]),
    measuredTorqueNm: tf.tensor3d(batch.torqueNm, [stretches, coordinates, centres]),
    torqueMeasured: tf.tensor2d(batch.torqueMeasured, [stretches, coordinates]),
    dynamics: tf.tensor2d(batch.dynamics, [stretches, dynamicsLayout.length]),
  };
}

/**
 *   L = sum over quantities w (1/n) mean sum_i (y^_i - y_i)^2 / s_i^2 + lambda mean v R^2 / s_tau^2 + mu |w|^2
 *
 * The outputs of the network are scaled: o_i = (y^_i - mean y_i) / s_i, or softplus(o_i) = y^_i / s_i.
 */
function lossParts(
  tf: TensorFlow,
  flat: Tensor1D,
  batch: ReturnType<typeof batchTensors>,
  counts: LossCounts,
  shape: NetworkShape,
  constants: Constants,
) {
  const output = forward(tf, flat, batch.inputs, shape);
  const predicted = constants.groups.map((group) => {
    const columns = columnsIn(tf, output, group);
    return group.activation === 'softplus' ? tf.softplus(columns) : columns;
  });
  const labelled = quantities.map((quantity) => {
    const { length } = columnsOfQuantity(constants.outputs, quantity);
    const means = constants.groups.flatMap((group, at) => {
      if (group.quantity !== quantity) return [];
      const squares = tf.squaredDifference(predicted[at]!, columnsIn(tf, batch.labels, group));
      const weights = columnsIn(tf, batch.labelWeight, group);
      return [weightedMean(tf, squares, weights, counts[quantity] * length)];
    });
    return [quantity, sumOf(tf, means)] as const;
  });
  return {
    ...(Object.fromEntries(labelled) as Record<Quantity, Tensor>),
    physics: physicsLoss(tf, predicted, batch, counts, constants),
    decay: tf.sum(tf.square(flat)),
  };
}

/** mean v R^2 / s_tau^2 over all coordinates. @param predicted scaled outputs of each group */
function physicsLoss(
  tf: TensorFlow,
  predicted: readonly Tensor[],
  batch: ReturnType<typeof batchTensors>,
  counts: LossCounts,
  { physicsWeight, coordinates, groups, rateHz }: Constants,
): Tensor {
  if (physicsWeight === 0 || counts.residual === 0) return tf.scalar(0);
  const { stretches, rows } = batch;
  const inUnits = groups.map(({ mean, deviation }, at) => tf.add(tf.mul(predicted[at]!, deviation), mean));
  const of = (quantity: Quantity) => {
    const found = inUnits.filter((_, at) => groups[at]!.quantity === quantity);
    return found.length > 1 ? tf.concat(found, 1) : found[0];
  };
  const angleRad = of('angle')! as Tensor2D;
  const forceN = of('force');
  const means = coordinates.map(({ torqueScaleNm, ...ofCoordinate }, at) => {
    const own = (tensor: Tensor) =>
      tf.reshape(tf.slice(tensor, [0, at, 0], [stretches, 1, -1]), [stretches, -1]) as Tensor2D;
    const residual = residualNm(tf, {
      ...ofCoordinate,
      angleRad: tf.reshape(tf.slice(angleRad, [0, at], [-1, 1]), [stretches, rows]) as Tensor2D,
      forceN: (forceN
        ? tf.reshape(forceN, [stretches, rows, -1])
        : tf.zeros([stretches, rows, 0])) as Tensor3D,
      measuredTorqueNm: own(batch.measuredTorqueNm),
      torqueMeasured: tf.slice(batch.torqueMeasured, [0, at], [-1, 1]),
      dynamics: batch.dynamics,
      rateHz,
    });
    const squares = tf.square(tf.div(residual, torqueScaleNm));
    return weightedMean(tf, squares, own(batch.residualWeight), counts.residual * coordinates.length);
  });
  return sumOf(tf, means);
}

function columnsIn(
  tf: TensorFlow,
  matrix: Tensor2D,
  { start, count }: Pick<Group, 'start' | 'count'>,
): Tensor2D {
  return tf.slice(matrix, [0, start], [-1, count]);
}

function sumOf(tf: TensorFlow, scalars: readonly Tensor[]): Tensor {
  return scalars.length === 0 ? tf.scalar(0) : tf.addN([...scalars]);
}

function forward(tf: TensorFlow, flat: Tensor1D, inputs: Tensor2D, shape: NetworkShape): Tensor2D {
  const layers = layersOf(shape);
  let signal = inputs;
  for (const [at, layer] of layers.entries()) {
    const kernel = tf.reshape(tf.slice(flat, layer.kernelStart, layer.inputs * layer.outputs), [
      layer.inputs,
      layer.outputs,
    ]) as Tensor2D;
    const bias = tf.slice(flat, layer.biasStart, layer.outputs);
    const sum = tf.add(tf.matMul(signal, kernel), bias) as Tensor2D;
    signal = at + 1 < layers.length ? tf.tanh(sum) : sum;
  }
  return signal;
}

function weightedMean(tf: TensorFlow, values: Tensor, weights: Tensor, count: number): Tensor {
  // The WebAssembly backend would return uninitialised memory as the sum of nothing.
  if (values.size === 0) return tf.scalar(0);
  return tf.div(tf.sum(tf.mul(values, weights)), Math.max(count, 1));
}
