import { passiveTorqueNm } from './dynamics.ts';
import type { Dynamics } from './joint.ts';

/**
 * Torque that the muscles must deliver, in N m, positive towards the growing angle:
 * `tau = M q'' + b q' + tau_limit(q) + tau_gravity(q) + elastic (q - rest)`.
 *
 * @example
 * import { dynamicsOf, inverseDynamicsNm, jointNamed } from 'sarcomere/physics';
 *
 * const dynamics = dynamicsOf(jointNamed('knee'), { posture: 'seated', massKg: 70, heightM: 1.75 });
 * inverseDynamicsNm(dynamics, 0, 0, 10); // => 15.199
 */
export function inverseDynamicsNm(
  dynamics: Dynamics,
  angleRad: number,
  velocityRadPerS: number,
  accelerationRadPerS2: number,
): number {
  return (
    dynamics.inertiaKgM2 * accelerationRadPerS2 +
    dynamics.dampingNmSPerRad * velocityRadPerS +
    passiveTorqueNm(dynamics, angleRad)
  );
}

/** A movement sampled over time: arrays of one length, in rad, rad/s and rad/s2. */
export interface Movement {
  readonly angleRad: Float64Array;
  readonly velocityRadPerS: Float64Array;
  readonly accelerationRadPerS2: Float64Array;
}

/** `inverseDynamicsNm` for every frame of a movement, written to `out` if it is given; N m, of the movement's length. */
export function inverseDynamicsOfMovementNm(
  dynamics: Dynamics,
  movement: Movement,
  out: Float64Array = new Float64Array(movement.angleRad.length),
): Float64Array {
  const { angleRad, velocityRadPerS, accelerationRadPerS2 } = movement;
  for (let t = 0; t < angleRad.length; t++)
    out[t] = inverseDynamicsNm(dynamics, angleRad[t]!, velocityRadPerS[t]!, accelerationRadPerS2[t]!);
  return out;
}
