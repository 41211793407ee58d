import {
  activeForceLength,
  activeForceLengthSlope,
  forceVelocity,
  forceVelocitySlope,
  muscleForceSlopes,
  passiveForceLength,
  passiveForceLengthSlope,
} from './hill.ts';
import type { Muscle } from './joint.ts';
import { momentArmM, momentArmSlopeM, pathLengthM } from './moment-arm.ts';

/**
 * Tendon force at a length in slack lengths, in maximal isometric forces: `c1 exp(kT (l - c2)) - c3`, 0 at slack length.
 */
export function tendonForceLength(length: number, strainAtMaxForce: number = usualStrain): number {
  return c1 * Math.exp(stiffnessOf(strainAtMaxForce) * (length - 1)) - c3;
}

/** d tendonForceLength / dl. */
export function tendonForceLengthSlope(length: number, strainAtMaxForce: number = usualStrain): number {
  const stiffness = stiffnessOf(strainAtMaxForce);
  return c1 * stiffness * Math.exp(stiffness * (length - 1));
}

/** The state of a muscle with a compliant tendon at one moment. */
export interface CompliantState {
  /** Force along the tendon. */
  readonly forceN: number;
  /** Fibre length in optimal fibre lengths. */
  readonly fibreLength: number;
  /** Tendon length in slack lengths. */
  readonly tendonLength: number;
  /** d forceN / d activation; the shift of the equilibrium is included. */
  readonly byActivationN: number;
  /** d forceN / dq and d forceN / d(dq/dt), likewise. */
  readonly byAngleNPerRad: number;
  readonly byVelocityNSPerRad: number;
}

/**
 * Force of a muscle whose tendon stretches, in equilibrium of fibre and tendon:
 * `fT((L - lopt l cos(alpha)) / lts) = cos(alpha) [a fl(l) fv(v) + fpe(l) + beta v]`,
 * with the tendon curve of OpenSim's DeGrooteFregly2016Muscle (c1 = c3 = 0.2, c2 = 1; strain at maximal force 4.9 %).
 * Quasi-static: the fibre's velocity is that of muscle and tendon together, as if the tendon kept its length. Each frame is
 * solved alone, as labels need it; while the tendon recoils, the result is approximate.
 *
 * At the fibre length that leaves the tendon just slack, the fibre's force is the larger one; at almost no fibre length the
 * tendon's is. Newton's steps are taken between the two, and the bracket is halved if a step would leave it.
 *
 * A muscle without fibre lengths (`isometric`) or without a tendon is computed as in hill.ts.
 *
 * @param activation 0 to 1
 * @param strainAtMaxForce strain of the tendon at maximal isometric force, 0.049 by default
 */
export function compliantState(
  muscle: Muscle,
  activation: number,
  angleRad: number,
  velocityRadPerS: number,
  strainAtMaxForce: number = usualStrain,
): CompliantState {
  const { optimalFibreLengthM, tendonSlackLengthM, maxIsometricForceN, pennationRad } = muscle;
  if (muscle.forceModel === 'isometric' || tendonSlackLengthM === 0)
    return rigidState(muscle, activation, angleRad, velocityRadPerS);
  const pathM = pathLengthM(muscle, angleRad);
  const arm = momentArmM(muscle, angleRad);
  const fastestMPerS = optimalFibreLengthM * muscle.maxVelocityPerS;
  const rate = (-arm * velocityRadPerS) / fastestMPerS;
  const height = Math.sin(pennationRad);

  /** Force of the fibre minus that of the tendon, in maximal forces, at a fibre length along the tendon; and its slopes. */
  const imbalance = (along: number) => {
    const length = Math.hypot(along, height);
    const cosine = along / length;
    const cosineSlope = height ** 2 / length ** 3;
    const velocity = rate * cosine;
    const fl = activeForceLength(length);
    const fv = forceVelocity(velocity);
    const bracket = activation * fl * fv + passiveForceLength(length) + beta * velocity;
    const bracketSlope =
      (activation * activeForceLengthSlope(length) * fv + passiveForceLengthSlope(length)) * cosine +
      (activation * fl * forceVelocitySlope(velocity) + beta) * rate * cosineSlope;
    const tendonLength = (pathM - optimalFibreLengthM * along) / tendonSlackLengthM;
    const tendon = tendonForceLength(tendonLength, strainAtMaxForce);
    const tendonSlope =
      (-tendonForceLengthSlope(tendonLength, strainAtMaxForce) * optimalFibreLengthM) / tendonSlackLengthM;
    return {
      difference: cosine * bracket - tendon,
      slope: cosineSlope * bracket + cosine * bracketSlope - tendonSlope,
      byActivation: cosine * fl * fv,
      byRate: cosine * cosine * (activation * fl * forceVelocitySlope(velocity) + beta),
      tendonSlope,
      tendon,
      tendonLength,
      length,
    };
  };

  // The force of a tendon that is just slack is 0, below the fibre's; at almost no fibre length the tendon's is larger.
  let longest = Math.max((pathM - tendonSlackLengthM) / optimalFibreLengthM, shortestFibre);
  let shortest = shortestFibre;
  while (imbalance(longest).difference < 0 && longest < longestFibre) longest += 0.1;
  let along = longest;
  let state = imbalance(along);
  for (let iteration = 0; iteration < mostIterations && Math.abs(state.difference) > tolerance; iteration++) {
    if (state.difference > 0) longest = along;
    else shortest = along;
    const newton = along - state.difference / state.slope;
    const isInside = newton > shortest && newton < longest;
    along = isInside ? newton : (shortest + longest) / 2;
    state = imbalance(along);
  }
  // The equilibrium shifts by -(change of imbalance)/slope, and the tendon's force with it.
  const share = -state.tendonSlope / state.slope;
  const rateByAngle = (-momentArmSlopeM(muscle, angleRad) * velocityRadPerS) / fastestMPerS;
  const tendonByAngle = (state.tendonSlope * arm) / optimalFibreLengthM;
  return {
    forceN: maxIsometricForceN * state.tendon,
    fibreLength: state.length,
    tendonLength: state.tendonLength,
    byActivationN: maxIsometricForceN * share * state.byActivation,
    byAngleNPerRad:
      maxIsometricForceN * (share * (state.byRate * rateByAngle - tendonByAngle) + tendonByAngle),
    byVelocityNSPerRad: (-maxIsometricForceN * share * state.byRate * arm) / fastestMPerS,
  };
}

function rigidState(
  muscle: Muscle,
  activation: number,
  angleRad: number,
  velocityRadPerS: number,
): CompliantState {
  const slopes = muscleForceSlopes(muscle, activation, angleRad, velocityRadPerS);
  const along = (pathLengthM(muscle, angleRad) - muscle.tendonSlackLengthM) / muscle.optimalFibreLengthM;
  const fibreLength = Math.hypot(along, Math.sin(muscle.pennationRad));
  return { ...slopes, fibreLength, tendonLength: 1 };
}

const c1 = 0.2;
const c3 = 0.2;
const usualStrain = 0.049;
/** Fibre damping, as in hill.ts. */
const beta = 0.01;
const shortestFibre = 1e-3;
const longestFibre = 3;
const tolerance = 1e-12;
const mostIterations = 100;

/** kT for which the tendon has the maximal isometric force at that strain. */
function stiffnessOf(strainAtMaxForce: number): number {
  return Math.log((1 + c3) / c1) / strainAtMaxForce;
}
