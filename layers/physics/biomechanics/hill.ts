import type { Muscle } from './joint.ts';
import { momentArmM, momentArmSlopeM, pathLengthM } from './moment-arm.ts';

/**
 * Hill-type muscle with a rigid tendon:
 * `F = Fmax cos(alpha) [a fl(l) fv(v) + fpe(l) + beta v]`, `l cos(alpha) lopt = L(q) - lts`,
 * `l sin(alpha) = sin(alpha0)`, `v = l' / vmax`.
 * Curves of De Groote et al. 2016 (Ann Biomed Eng 44:2922) with the coefficients of OpenSim's
 * DeGrooteFregly2016Muscle. Fibre length l in optimal lengths, velocity v in maximal velocities, shortening < 0.
 *
 * @param activation 0 to 1
 * @returns force along the tendon, N
 *
 * @example
 * import { jointNamed, muscleForceN } from 'sarcomere/physics';
 *
 * muscleForceN(jointNamed('knee').muscles[0], 0.5, -1, 0); // => 582.28
 */
export function muscleForceN(
  muscle: Muscle,
  activation: number,
  angleRad: number,
  velocityRadPerS: number,
): number {
  forceLine(muscle, angleRad, velocityRadPerS, scratch, 0);
  return activation * scratch[gainAt]! + scratch[passiveAt]!;
}

/** Fibre damping, in maximal forces at maximal velocity. */
const beta = 0.01;

/** Numbers that `forceLine` writes for one muscle: moment arm in m, gain in N, passive force in N. */
export const lineWidth = 3;
export const armAt = 0;
export const gainAt = 1;
export const passiveAt = 2;

const scratch = new Float64Array(lineWidth);

/**
 * Force is a straight line in activation, `F = gain a + passive`. Writes moment arm (m), gain (N) and passive force (N) of
 * one muscle to `out[at..at+2]`; allocates nothing.
 */
export function forceLine(
  muscle: Muscle,
  angleRad: number,
  velocityRadPerS: number,
  out: Float64Array,
  at: number,
): void {
  const arm = momentArmM(muscle, angleRad);
  out[at + armAt] = arm;
  if (muscle.forceModel === 'isometric') {
    out[at + gainAt] = muscle.maxIsometricForceN * Math.cos(muscle.pennationRad);
    out[at + passiveAt] = 0;
    return;
  }
  const along = (pathLengthM(muscle, angleRad) - muscle.tendonSlackLengthM) / muscle.optimalFibreLengthM;
  const height = Math.sin(muscle.pennationRad);
  const length = Math.sqrt(along * along + height * height);
  const cosine = along / length;
  const velocity = (-cosine * arm * velocityRadPerS) / (muscle.optimalFibreLengthM * muscle.maxVelocityPerS);
  const forceN = muscle.maxIsometricForceN * cosine;
  out[at + gainAt] = forceN * activeForceLength(length) * forceVelocity(velocity);
  out[at + passiveAt] = forceN * (passiveForceLength(length) + beta * velocity);
}

/** The force of a muscle and its derivatives by activation, angle and angular velocity. */
export interface ForceSlopes {
  readonly forceN: number;
  readonly byActivationN: number;
  readonly byAngleNPerRad: number;
  readonly byVelocityNSPerRad: number;
}

/** `muscleForceN` with its exact derivatives. */
export function muscleForceSlopes(
  muscle: Muscle,
  activation: number,
  angleRad: number,
  velocityRadPerS: number,
): ForceSlopes {
  if (muscle.forceModel === 'isometric') {
    const gainN = muscle.maxIsometricForceN * Math.cos(muscle.pennationRad);
    return { forceN: gainN * activation, byActivationN: gainN, byAngleNPerRad: 0, byVelocityNSPerRad: 0 };
  }
  const { optimalFibreLengthM: optimalM, maxVelocityPerS, maxIsometricForceN } = muscle;
  const arm = momentArmM(muscle, angleRad);
  const along = (pathLengthM(muscle, angleRad) - muscle.tendonSlackLengthM) / optimalM;
  const height = Math.sin(muscle.pennationRad);
  const length = Math.hypot(along, height);
  const cosine = along / length;
  const alongSlope = -arm / optimalM;
  const lengthSlope = cosine * alongSlope;
  const cosineSlope = (alongSlope * height * height) / length ** 3;
  const velocityByVelocity = lengthSlope / maxVelocityPerS;
  const velocity = velocityByVelocity * velocityRadPerS;
  const velocityByAngle =
    ((cosineSlope * alongSlope - (cosine * momentArmSlopeM(muscle, angleRad)) / optimalM) * velocityRadPerS) /
    maxVelocityPerS;

  const fl = activeForceLength(length);
  const fv = forceVelocity(velocity);
  const bracket = activation * fl * fv + passiveForceLength(length) + beta * velocity;
  const bracketByLength = activation * activeForceLengthSlope(length) * fv + passiveForceLengthSlope(length);
  const bracketByVelocity = activation * fl * forceVelocitySlope(velocity) + beta;
  return {
    forceN: maxIsometricForceN * cosine * bracket,
    byActivationN: maxIsometricForceN * cosine * fl * fv,
    byAngleNPerRad:
      maxIsometricForceN *
      (cosineSlope * bracket +
        cosine * (bracketByLength * lengthSlope + bracketByVelocity * velocityByAngle)),
    byVelocityNSPerRad: maxIsometricForceN * cosine * bracketByVelocity * velocityByVelocity,
  };
}

/** Active force-length curve fl(l) = sum_j b1 exp(-(l-b2)^2 / 2 (b3+b4 l)^2); 1 at optimal length. */
export function activeForceLength(length: number): number {
  let force = 0;
  for (let j = 0; j < 12; j += 4) {
    const z = (length - bells[j + 1]!) / (bells[j + 2]! + bells[j + 3]! * length);
    force += bells[j]! * Math.exp(-0.5 * z * z);
  }
  return force;
}

/** d fl / dl. */
export function activeForceLengthSlope(length: number): number {
  let slope = 0;
  for (let j = 0; j < 12; j += 4) {
    const width = bells[j + 2]! + bells[j + 3]! * length;
    const z = (length - bells[j + 1]!) / width;
    slope -= (bells[j]! * Math.exp(-0.5 * z * z) * z * (1 - z * bells[j + 3]!)) / width;
  }
  return slope;
}

/** Force-velocity curve fv(v) = d1 asinh(d2 v + d3) + d4; 1 at rest, shortening v < 0. */
export function forceVelocity(velocity: number): number {
  return d1 * Math.asinh(d2 * velocity + d3) + d4;
}

/** d fv / dv. */
export function forceVelocitySlope(velocity: number): number {
  return (d1 * d2) / Math.hypot(d2 * velocity + d3, 1);
}

/** Passive force-length curve: 0 at l = 0.2, 1 at l = 1.6. */
export function passiveForceLength(length: number): number {
  return (Math.exp((4 * (length - 1)) / 0.6) - passiveOffset) / passiveScale;
}

/** d fpe / dl. */
export function passiveForceLengthSlope(length: number): number {
  return ((4 / 0.6) * Math.exp((4 * (length - 1)) / 0.6)) / passiveScale;
}

/** b1 b2 b3 b4 of each of the three bells of fl. */
const bells = Float64Array.of(
  0.8150671134243542,
  1.055033428970575,
  0.162384573599574,
  0.063303448465465,
  0.433004984392647,
  0.71677541339776,
  -0.029947116970696,
  0.200356847296188,
  0.1,
  1,
  0.353553390593274,
  0,
);
const d1 = -0.3211346127989808;
const d2 = -8.149;
const d3 = -0.374;
const d4 = 0.8825327733249912;
const passiveOffset = Math.exp((4 * (0.2 - 1)) / 0.6);
const passiveScale = Math.exp(4) - passiveOffset;
