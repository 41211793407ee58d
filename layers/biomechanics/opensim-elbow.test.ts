import { expect, it } from 'vitest';
import { dynamicsOf } from './dynamics.ts';
import { inverseDynamicsOfMovementNm } from './inverse-dynamics.ts';
import { elbow } from './joints/elbow.ts';
import { hasShared, readStorage } from './reference.testing.ts';

const folder = 'data/opensim-arm26';

/**
 * OpenSim solves shoulder and elbow together; here the shoulder, which moves by 0.1 degrees, is neglected. Both
 * smooth the same measured angles by a zero-phase low-pass of 6 Hz.
 */
it.skipIf(!hasShared(folder))(
  "gives OpenSim's inverse-dynamics elbow torque within 5 % of its range, neglecting the shoulder",
  () => {
    const angles = readStorage(`${folder}/arm26_InverseKinematics.mot`);
    const torques = readStorage(`${folder}/arm26_InverseDynamics.sto`).r_elbow_flex_moment!;
    const sampleRateHz = 120;
    const angleRad = smoothed(
      angles.r_elbow_flex!.map((angle) => (angle * Math.PI) / 180),
      6,
      sampleRateHz,
    );
    const velocityRadPerS = slopes(angleRad, sampleRateHz);
    const accelerationRadPerS2 = slopes(velocityRadPerS, sampleRateHz);
    // The model of the file has no damping.
    const dynamics = { ...dynamicsOf(elbow, { posture: 'standing' })!, dampingNmSPerRad: 0 };
    const ours = inverseDynamicsOfMovementNm(dynamics, { angleRad, velocityRadPerS, accelerationRadPerS2 });
    const rangeNm = Math.max(...torques) - Math.min(...torques);
    const worst = Math.max(...ours.map((torqueNm, t) => Math.abs(torqueNm - torques[t]!)));
    expect(worst / rangeNm).toBeLessThan(0.05);
  },
);

/** Zero-phase second-order Butterworth low-pass, the ends continued by odd reflection. */
function smoothed(signal: Float64Array, cutoffHz: number, sampleRateHz: number): Float64Array {
  const pad = 40;
  const last = signal.length - 1;
  const padded = Float64Array.from({ length: signal.length + 2 * pad }, (_, k) => {
    const t = k - pad;
    if (t < 0) return 2 * signal[0]! - signal[-t]!;
    return t > last ? 2 * signal[last]! - signal[2 * last - t]! : signal[t]!;
  });
  const once = lowPassed(padded, cutoffHz, sampleRateHz).reverse();
  return lowPassed(once, cutoffHz, sampleRateHz)
    .reverse()
    .slice(pad, pad + signal.length);
}

/** One pass, started at rest at the first value. */
function lowPassed(signal: Float64Array, cutoffHz: number, sampleRateHz: number): Float64Array {
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
function slopes(signal: Float64Array, sampleRateHz: number): Float64Array {
  return signal.map((_, t) => {
    const [before, after] = [Math.max(0, t - 1), Math.min(signal.length - 1, t + 1)];
    return ((signal[after]! - signal[before]!) / (after - before)) * sampleRateHz;
  });
}
