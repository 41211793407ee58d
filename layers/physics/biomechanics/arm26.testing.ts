import { readFileSync } from 'node:fs';
import { dynamicsOf } from './dynamics.ts';
import { activeForceLength, forceVelocity } from './hill.ts';
import { inverseDynamicsOfMovementNm } from './inverse-dynamics.ts';
import type { Muscle } from './joint.ts';
import { elbow } from './joints/elbow.ts';
import { momentArmM, pathLengthM } from './moment-arm.ts';
import { readModel } from './opensim/model.ts';
import { Pose } from './opensim/pose.ts';
import { readStorage, sharedPath } from './reference.testing.ts';
import { shareTorques } from './share-torques.ts';

/** OpenSim's own example of an elbow flexion: model arm26, recorded at 120 Hz for one second. */
export const arm26 = 'data/opensim-arm26';

/** Shoulder moment arm that OpenSim's forces and shoulder torques imply by least squares, to 0.1 mN m. */
export const wrappedBicepsArmM = 0.02157;

const degree = Math.PI / 180;
const sampleRateHz = 120;

/**
 * Elbow torque by our inverse dynamics and by OpenSim's, N m. OpenSim solves shoulder and elbow together; here the
 * shoulder, which moves by 0.1 degrees, is neglected. Both smooth the measured angle by a zero-phase low-pass of 6 Hz.
 */
export function arm26Torque(): { readonly ours: Float64Array; readonly published: Float64Array } {
  const angles = readStorage(`${arm26}/arm26_InverseKinematics.mot`);
  const published = readStorage(`${arm26}/arm26_InverseDynamics.sto`).r_elbow_flex_moment!;
  const angleRad = smoothed(
    angles.r_elbow_flex!.map((angle) => angle * degree),
    6,
  );
  const velocityRadPerS = slopes(angleRad);
  const accelerationRadPerS2 = slopes(velocityRadPerS);
  // The model of the file has no damping.
  const dynamics = { ...dynamicsOf(elbow, { posture: 'standing' })!, dampingNmSPerRad: 0 };
  const ours = inverseDynamicsOfMovementNm(dynamics, { angleRad, velocityRadPerS, accelerationRadPerS2 });
  return { ours, published };
}

/**
 * Muscle forces by our static optimisation of shoulder and elbow together, and by OpenSim's, N, by muscle.
 *
 * As in OpenSim: least sum of squared activations, no passive forces, torques of OpenSim's inverse dynamics about both
 * joints; capacity Fmax, or with `physiology` Fmax fl fv cos(alpha). Elbow moment arms are the ones of the elbow's file.
 * Shoulder moment arms are those of straight paths of the model. OpenSim's own forces and torques imply the same arms for
 * the short biceps and the long triceps. For the long biceps, which wraps over the head of the humerus, they imply 21.6 mm;
 * its straight path has 16.7 mm.
 *
 * @param longBicepsArmM shoulder moment arm of the long biceps instead of that of its straight path
 */
export function arm26Forces(
  physiology: boolean,
  longBicepsArmM?: number,
): Map<string, { ours: Float64Array; published: Float64Array }> {
  const model = readModel(readFileSync(sharedPath(`${arm26}/arm26.osim`), 'utf8'));
  const angles = readStorage(`${arm26}/arm26_InverseKinematics.mot`);
  const torques = readStorage(`${arm26}/arm26_InverseDynamics.sto`);
  const published = readStorage(
    `${arm26}/arm26_StaticOptimization_force${physiology ? '' : '_nonphysiological'}.sto`,
  );
  const angleRad = angles.r_elbow_flex!.map((angle) => angle * degree);
  const velocityRadPerS = slopes(angleRad);
  const forces = elbow.muscles.map(() => new Float64Array(angleRad.length));
  const h = 1e-5;
  for (const [t, q] of angleRad.entries()) {
    const s = angles.r_shoulder_elev![t]! * degree;
    const capacityN = elbow.muscles.map((muscle) =>
      physiology ? activeCapacityN(muscle, q, velocityRadPerS[t]!) : muscle.maxIsometricForceN,
    );
    const [below, above] = [s - h, s + h].map(
      (shoulder) => new Pose(model, { r_elbow_flex: q, r_shoulder_elev: shoulder }),
    );
    const shoulderArmM = elbow.muscles.map(({ name }) => {
      if (name === 'BIClong' && longBicepsArmM !== undefined) return longBicepsArmM;
      const muscle = model.muscles.find((one) => one.name === name)!;
      return (below!.pathLengthM(muscle) - above!.pathLengthM(muscle)) / (2 * h);
    });
    const { activation } = shareTorques({
      perActivationNm: [
        shoulderArmM.map((arm, i) => arm * capacityN[i]!),
        elbow.muscles.map((muscle, i) => momentArmM(muscle, q) * capacityN[i]!),
      ],
      torqueNm: [torques.r_shoulder_elev_moment![t]!, torques.r_elbow_flex_moment![t]!],
    });
    for (const [i, force] of forces.entries()) force[t] = activation[i]! * capacityN[i]!;
  }
  return new Map(
    elbow.muscles.map(({ name }, i) => [name, { ours: forces[i]!, published: published[name]! }]),
  );
}

function activeCapacityN(muscle: Muscle, angleRad: number, velocityRadPerS: number): number {
  const along = (pathLengthM(muscle, angleRad) - muscle.tendonSlackLengthM) / muscle.optimalFibreLengthM;
  const length = Math.hypot(along, Math.sin(muscle.pennationRad));
  const cosine = along / length;
  const velocity =
    (-cosine * momentArmM(muscle, angleRad) * velocityRadPerS) /
    (muscle.optimalFibreLengthM * muscle.maxVelocityPerS);
  return muscle.maxIsometricForceN * cosine * activeForceLength(length) * forceVelocity(velocity);
}

/** Zero-phase second-order Butterworth low-pass; the ends are continued by odd reflection. */
function smoothed(signal: Float64Array, cutoffHz: number): Float64Array {
  const pad = 40;
  const last = signal.length - 1;
  const padded = Float64Array.from({ length: signal.length + 2 * pad }, (_, k) => {
    const t = k - pad;
    if (t < 0) return 2 * signal[0]! - signal[-t]!;
    return t > last ? 2 * signal[last]! - signal[2 * last - t]! : signal[t]!;
  });
  const once = lowPassed(padded, cutoffHz).reverse();
  return lowPassed(once, cutoffHz)
    .reverse()
    .slice(pad, pad + signal.length);
}

/** One pass, started at rest at the first value. */
function lowPassed(signal: Float64Array, cutoffHz: number): Float64Array {
  const c = 1 / Math.tan((Math.PI * cutoffHz) / sampleRateHz);
  const a0 = 1 + Math.SQRT2 * c + c * c;
  const [a1, a2] = [(2 * (1 - c * c)) / a0, (1 - Math.SQRT2 * c + c * c) / a0];
  const start = signal[0]!;
  const out = new Float64Array(signal.length);
  signal.forEach((x, t) => {
    const [x1, x2] = [signal[t - 1] ?? start, signal[t - 2] ?? start];
    const [y1, y2] = [out[t - 1] ?? start, out[t - 2] ?? start];
    out[t] = (x + 2 * x1 + x2) / a0 - a1 * y1 - a2 * y2;
  });
  return out;
}

/** Central differences, one-sided at the ends. */
function slopes(signal: Float64Array): Float64Array {
  return signal.map((_, t) => {
    const [before, after] = [Math.max(0, t - 1), Math.min(signal.length - 1, t + 1)];
    return ((signal[after]! - signal[before]!) / (after - before)) * sampleRateHz;
  });
}
