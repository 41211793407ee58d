import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { dynamicsLayout, type Limit } from '../../../physics/biomechanics/index.ts';
import { motionStencil, stencilReach, stencilRows } from '../../../physics/signals/index.ts';
import type { TensorFlow } from './backend.ts';

/** Inputs of the residual for a batch, as tensors. B stretches of S rows, C = S - (stencilRows - 1) centres, n muscles. */
export interface ResidualTerms {
  /** B x S, predicted, rad. */
  readonly angleRad: Tensor2D;
  /** B x S x n, predicted, N. */
  readonly forceN: Tensor3D;
  /** B x C, N m. */
  readonly measuredTorqueNm: Tensor2D;
  /** B x 1: 1 if the torque was measured. */
  readonly torqueMeasured: Tensor2D;
  /** B x terms, as in `Batch.dynamics`. */
  readonly dynamics: Tensor2D;
  /** n values for each power of the angle: c_k of all muscles about the coordinate, in m. */
  readonly momentArmM: readonly Tensor[];
  readonly limit: Limit;
  /** Range of the moment arms; beyond it they are constant. */
  readonly rangeRad: readonly [number, number];
  readonly rateHz: number;
}

/** The exponent of the joint limits' torque is clamped at this value, since an untrained network would overflow it. */
const steepestExponent = 10;

/**
 * Residual of the equation of motion about one coordinate along each stretch, in N m (B x C):
 *
 *   R = M q'' + b q' + tau_limit(q) + tau_gravity(q) + k (q - q0) - sum_i r_i(q) F_i
 *   R = tau - sum_i r_i(q) F_i                                      if the torque was measured
 *
 * q' and q'' are total derivatives along the recording, by Savitzky-Golay on consecutive predictions; written
 * with slices, since the WebAssembly backend has no gradient of `gather`.
 */
export function residualNm(tf: TensorFlow, terms: ResidualTerms): Tensor2D {
  const [stretches, rows] = terms.angleRad.shape;
  const centres = rows - (stencilRows - 1);
  const angle = tf.slice(terms.angleRad, [0, stencilReach], [stretches, centres]);
  const force = tf.slice(terms.forceN, [0, stencilReach, 0], [stretches, centres, -1]);
  const velocity = derivative(tf, terms, 1);
  const acceleration = derivative(tf, terms, 2);
  const of = dynamicsByName(tf, terms.dynamics);

  const inertial = tf.mul(of.inertiaKgM2, acceleration);
  const damped = tf.mul(of.dampingNmSPerRad, velocity);
  const gravity = tf.add(tf.mul(of.gravityCosNm, tf.cos(angle)), tf.mul(of.gravitySinNm, tf.sin(angle)));
  const spring = tf.mul(of.elasticNmPerRad, tf.sub(angle, of.elasticRestRad));
  const motion = tf.addN([inertial, damped, gravity, spring, limitTorque(tf, terms.limit, angle)]);

  const needed = tf.add(
    tf.mul(terms.torqueMeasured, terms.measuredTorqueNm),
    tf.mul(tf.sub(1, terms.torqueMeasured), motion),
  );
  return tf.sub(needed, muscleTorque(tf, terms, angle, force));
}

/** Each number of the equation of motion as a column, B x 1. */
function dynamicsByName(tf: TensorFlow, dynamics: Tensor2D): Record<(typeof dynamicsLayout)[number], Tensor> {
  const columns = tf.split(dynamics, dynamicsLayout.length, 1);
  return Object.fromEntries(dynamicsLayout.map((name, at) => [name, columns[at]!])) as ReturnType<
    typeof dynamicsByName
  >;
}

function derivative(tf: TensorFlow, { angleRad, rateHz }: ResidualTerms, order: 1 | 2): Tensor {
  const [stretches, rows] = angleRad.shape;
  const coefficients = motionStencil(order, rateHz);
  const centres = rows - (stencilRows - 1);
  const terms = Array.from(coefficients, (coefficient, at) =>
    tf.mul(coefficient, tf.slice(angleRad, [0, at], [stretches, centres])),
  );
  return tf.addN(terms);
}

/** tau_limit = k (exp(s (q - q+)) - exp(s (q- - q))). */
function limitTorque(tf: TensorFlow, limit: Limit, angle: Tensor): Tensor {
  if (limit.stiffnessNm === 0) return tf.zerosLike(angle);
  const { stiffnessNm, steepnessPerRad, upperRad, lowerRad } = limit;
  const above = tf.minimum(tf.mul(steepnessPerRad, tf.sub(angle, upperRad)), steepestExponent);
  const below = tf.minimum(tf.mul(steepnessPerRad, tf.sub(lowerRad, angle)), steepestExponent);
  return tf.mul(stiffnessNm, tf.sub(tf.exp(above), tf.exp(below)));
}

/** sum_i r_i(q) F_i with r_i(q) = sum_k c_ik q^k by Horner's rule. */
function muscleTorque(
  tf: TensorFlow,
  { momentArmM, rangeRad }: Pick<ResidualTerms, 'momentArmM' | 'rangeRad'>,
  angle: Tensor,
  force: Tensor,
): Tensor {
  // Without muscles. The WebAssembly backend would return uninitialised memory as the sum of nothing.
  if (force.size === 0) return tf.zerosLike(angle);
  const q = tf.expandDims(tf.clipByValue(angle, ...rangeRad), 2);
  let arm = momentArmM.at(-1)!;
  for (const coefficient of momentArmM.slice(0, -1).reverse()) arm = tf.add(tf.mul(arm, q), coefficient);
  return tf.sum(tf.mul(arm, force), 2);
}
