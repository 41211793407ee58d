import type { Muscle } from './joint.ts';

/**
 * Moment arm r(q) = sum_k c_k q^k in metres; a positive arm turns the joint towards its growing angle. The torque of a
 * muscle is r F.
 *
 * @example
 * import { jointNamed, momentArmM } from 'sarcomere/physics';
 *
 * momentArmM(jointNamed('knee').muscles[0], -1); // => 0.046128
 */
export function momentArmM(muscle: Muscle, angleRad: number): number {
  return polynomialAt(muscle.momentArmM, angleRad);
}

/** sum_k c_k x^k. @param coefficients c_k, the constant first */
export function polynomialAt(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}

/** dr/dq in metres a radian. */
export function momentArmSlopeM(muscle: Muscle, angleRad: number): number {
  const c = muscle.momentArmM;
  let slope = 0;
  for (let k = c.length - 1; k >= 1; k--) slope = slope * angleRad + k * c[k]!;
  return slope;
}

/**
 * Length of muscle and tendon L(q) = L0 - sum_k c_k q^(k+1)/(k+1) in metres, so that r = -dL/dq.
 *
 * @example
 * import { jointNamed, pathLengthM } from 'sarcomere/physics';
 *
 * pathLengthM(jointNamed('knee').muscles[0], -1); // => 0.53186
 */
export function pathLengthM(muscle: Muscle, angleRad: number): number {
  const c = muscle.momentArmM;
  let integral = 0;
  for (let k = c.length - 1; k >= 0; k--) integral = integral * angleRad + c[k]! / (k + 1);
  return muscle.pathLengthAtZeroM - integral * angleRad;
}
