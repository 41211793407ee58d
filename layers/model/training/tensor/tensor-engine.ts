import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import type { Problem } from '../../dataset/index.ts';
import { layersOf, type NetworkShape } from '../../network/index.ts';
import type { Batch, LossCounts } from '../batch.ts';
import type { Engine, Loss } from '../engine.ts';
import type { TensorBackend, TensorFlow } from './backend.ts';
import { residualNm } from './residual.ts';

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
          const parts: { angle?: number; force?: number; physics?: number } = {};
          const read = (name: keyof typeof parts, value: Tensor) => {
            parts[name] = value.dataSync()[0]!;
          };
          return tf.tidy(() => {
            const tensors = batchTensors(tf, batch, shape);
            const lossOf = (flat: Tensor1D): Scalar => {
              const { angle, force, physics, decay } = lossParts(tf, flat, tensors, counts, shape, constants);
              read('angle', angle);
              read('force', force);
              read('physics', physics);
              const weighted = tf.addN([angle, force, tf.mul(constants.physicsWeight, physics)]);
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
  readonly angleMeanRad: number;
  readonly angleDeviationRad: number;
  readonly torqueScaleNm: number;
  readonly forceScaleN: Tensor1D;
  readonly momentArmM: readonly Tensor1D[];
  readonly limit: Parameters<typeof residualNm>[1]['limit'];
  readonly rangeRad: readonly [number, number];
  readonly rateHz: number;
}

function constantsOf(tf: TensorFlow, problem: Problem): Constants {
  const powers = Math.max(1, ...problem.muscles.map((muscle) => muscle.momentArmM.length));
  return {
    physicsWeight: problem.training.physicsWeight,
    weightDecay: problem.training.weightDecay,
    angleMeanRad: problem.angleScaleRad.mean,
    angleDeviationRad: problem.angleScaleRad.deviation,
    torqueScaleNm: problem.torqueScaleNm,
    forceScaleN: tf.tensor1d(problem.muscles.map((muscle) => muscle.scaleN)),
    momentArmM: Array.from({ length: powers }, (_, power) =>
      tf.tensor1d(problem.muscles.map((muscle) => muscle.momentArmM[power] ?? 0)),
    ),
    limit: problem.recordings.find((recording) => recording.dynamics)?.dynamics?.limit,
    rangeRad: problem.angleRangeRad,
    rateHz: problem.signals.rateHz,
  };
}

function batchTensors(tf: TensorFlow, batch: Batch, shape: NetworkShape) {
  const { segments, rowsPerSegment } = batch;
  const centres = batch.residualWeight.length / segments;
  return {
    segments,
    rows: rowsPerSegment,
    inputs: tf.tensor2d(batch.inputs, [segments * rowsPerSegment, shape.inputs]),
    angle: tf.tensor2d(batch.angle, [segments, rowsPerSegment]),
    angleWeight: tf.tensor2d(batch.angleWeight, [segments, rowsPerSegment]),
    force: tf.tensor3d(batch.force, [segments, rowsPerSegment, shape.muscles]),
    forceWeight: tf.tensor3d(batch.forceWeight, [segments, rowsPerSegment, shape.muscles]),
    residualWeight: tf.tensor2d(batch.residualWeight, [segments, centres]),
    measuredTorqueNm: tf.tensor2d(batch.torqueNm, [segments, centres]),
    torqueMeasured: tf.tensor2d(batch.torqueMeasured, [segments, 1]),
    dynamics: tf.tensor2d(batch.dynamics, [segments, dynamicsLayout.length]),
  };
}

/**
 *   L = mean (q^ - q)^2 / s_q^2 + (1/n) mean sum_i (F^_i - F_i)^2 / s_Fi^2 + lambda mean v R^2 / s_tau^2 + mu |w|^2
 *
 * The outputs of the network are scaled: o_0 = (q^ - mean q) / s_q, softplus(o_i) = F^_i / s_Fi.
 */
function lossParts(
  tf: TensorFlow,
  flat: Tensor1D,
  batch: ReturnType<typeof batchTensors>,
  counts: LossCounts,
  shape: NetworkShape,
  constants: Constants,
) {
  const { segments, rows } = batch;
  const muscles = shape.muscles;
  const output = forward(tf, flat, batch.inputs, shape);
  const angle = tf.reshape(tf.slice(output, [0, 0], [-1, 1]), [segments, rows]) as Tensor2D;
  const force = tf.reshape(tf.softplus(tf.slice(output, [0, 1], [-1, muscles])), [
    segments,
    rows,
    muscles,
  ]) as Tensor3D;

  const residual =
    constants.physicsWeight > 0 && counts.residual > 0
      ? residualNm(tf, {
          angleRad: tf.add(tf.mul(angle, constants.angleDeviationRad), constants.angleMeanRad) as Tensor2D,
          forceN: tf.mul(force, constants.forceScaleN) as Tensor3D,
          measuredTorqueNm: batch.measuredTorqueNm,
          torqueMeasured: batch.torqueMeasured,
          dynamics: batch.dynamics,
          momentArmM: constants.momentArmM,
          limit: constants.limit,
          rangeRad: constants.rangeRad,
          rateHz: constants.rateHz,
        })
      : tf.zerosLike(batch.residualWeight);

  return {
    angle: weightedMean(tf, tf.squaredDifference(angle, batch.angle), batch.angleWeight, counts.angle),
    force: weightedMean(
      tf,
      tf.squaredDifference(force, batch.force),
      batch.forceWeight,
      counts.force * muscles,
    ),
    physics: weightedMean(
      tf,
      tf.square(tf.div(residual, constants.torqueScaleNm)),
      batch.residualWeight,
      counts.residual,
    ),
    decay: tf.sum(tf.square(flat)),
  };
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
