import { dynamicsOf } from './dynamics.ts';
import { simulateForward } from './forward-dynamics.ts';
import { activeForceLength, forceVelocity, passiveForceLength } from './hill.ts';
import type { Dynamics, Joint } from './joint.ts';
import { wrist } from './joints/wrist.ts';
import { jointNamed } from './joints.ts';
import { readReference } from './reference.testing.ts';
import { staticOptimisation } from './static-optimisation.ts';

/** The wrist of the reference tables: without palmaris longus. */
export const fiveMuscles: Joint = { ...wrist, muscles: wrist.muscles.slice(0, 5) };

/** Largest distance of any number from `reference/hill-curves.csv`, in maximal forces. */
export function hillCurvesError(): number {
  const table = readReference('reference/hill-curves.csv');
  let worst = 0;
  table.activation!.forEach((activation, row) => {
    const length = table.norm_fiber_length![row]!;
    const velocity = table.norm_fiber_velocity![row]!;
    const fl = activeForceLength(length);
    const fv = forceVelocity(velocity);
    const passive = passiveForceLength(length);
    worst = Math.max(
      worst,
      Math.abs(fl - table.fl_active![row]!),
      Math.abs(fv - table.fv![row]!),
      Math.abs(passive - table.f_passive![row]!),
      Math.abs(activation * fl * fv + passive - table.F_norm_beta0![row]!),
    );
  });
  return worst;
}

/** Largest distance of any activation or force (N) from `reference/wrist-static-optimisation.csv`. */
export function staticOptimisationError(): number {
  const table = readReference('reference/wrist-static-optimisation.csv');
  const frames = { angleRad: table.q!, velocityRadPerS: table.qd!, torqueNm: table.tau! };
  const { activation, forceN, reserveNm } = staticOptimisation(fiveMuscles, frames);
  let worst = Math.max(...reserveNm.map(Math.abs));
  fiveMuscles.muscles.forEach(({ name }, i) => {
    table.q!.forEach((_, row) => {
      const at = row * fiveMuscles.muscles.length + i;
      worst = Math.max(
        worst,
        Math.abs(activation[at]! - table[`a_${name}`]![row]!),
        Math.abs(forceN[at]! - table[`F_${name}`]![row]!),
      );
    });
  });
  return worst;
}

/** Largest distance of any state, activation or force (SI units) from `reference/wrist-forward-dynamics.csv`. */
export function forwardDynamicsError(): number {
  const table = readReference('reference/wrist-forward-dynamics.csv');
  const run = simulateForward(fiveMuscles, dynamicsOf(wrist, { posture: 'palm-down' })!, {
    durationS: 0.5,
    start: { angleRad: 0.2, activation: [0.05, 0.05, 0.05, 0.05, 0.05] },
    excite: (timeS, _q, _v, out) =>
      out.set(timeS < 0.3 - 1e-9 ? [0.02, 0.02, 0.12, 0.1, 0.08] : [0.12, 0.1, 0.03, 0.03, 0.03]),
  });
  let worst = 0;
  table.t!.forEach((timeS, row) => {
    const at = Math.round(timeS * 1000);
    worst = Math.max(
      worst,
      Math.abs(run.angleRad[at]! - table.q![row]!),
      Math.abs(run.velocityRadPerS[at]! - table.qd![row]!),
      Math.abs(run.accelerationRadPerS2[at]! - table.qdd![row]!),
    );
    fiveMuscles.muscles.forEach(({ name }, i) => {
      worst = Math.max(
        worst,
        Math.abs(run.activation[at * 5 + i]! - table[`a_${name}`]![row]!),
        Math.abs(run.forceN[at * 5 + i]! - table[`F_${name}`]![row]!),
      );
    });
  });
  return worst;
}

const silent = (): void => {};

/** Relative error of the period of the passive, undamped joint against that of a physical pendulum. */
export function pendulumPeriodError(name: string, posture: string): number {
  const joint: Joint = { ...jointNamed(name), muscles: [] };
  const dynamics: Dynamics = { ...dynamicsOf(joint, { posture })!, dampingNmSPerRad: 0 };
  const amplitudeRad = 0.3;
  const run = simulateForward(joint, dynamics, {
    durationS: 10,
    start: { angleRad: amplitudeRad },
    excite: silent,
  });
  const upCrossingsS: number[] = [];
  for (let t = 1; t < run.timeS.length; t++) {
    const [before, after] = [run.angleRad[t - 1]!, run.angleRad[t]!];
    if (before < 0 && after >= 0) upCrossingsS.push(run.timeS[t - 1]! + 0.001 * (-before / (after - before)));
  }
  const periodS = (upCrossingsS.at(-1)! - upCrossingsS[0]!) / (upCrossingsS.length - 1);
  const small = 2 * Math.PI * Math.sqrt(dynamics.inertiaKgM2 / dynamics.gravitySinNm);
  // Complete elliptic integral by the arithmetic-geometric mean.
  const expectedS = small / arithmeticGeometricMean(1, Math.cos(amplitudeRad / 2));
  return Math.abs(periodS / expectedS - 1);
}

function arithmeticGeometricMean(a: number, b: number): number {
  return Math.abs(a - b) < 1e-15 ? a : arithmeticGeometricMean((a + b) / 2, Math.sqrt(a * b));
}

/** Largest change of the energy of an undamped wrist with spring and limit over 10 s, over its largest kinetic energy. */
export function energyDrift(): number {
  const passive: Joint = { ...wrist, muscles: [] };
  const dynamics: Dynamics = {
    ...dynamicsOf(wrist, { posture: 'palm-up', load: { stiffnessNmPerRad: 0.8, restAngleRad: 0.1 } })!,
    dampingNmSPerRad: 0,
  };
  const energyJ = (q: number, v: number): number => {
    const { stiffnessNm: k, steepnessPerRad: s, upperRad, lowerRad } = dynamics.limit;
    return (
      0.5 * dynamics.inertiaKgM2 * v * v +
      dynamics.gravityCosNm * Math.sin(q) +
      0.5 * dynamics.elasticNmPerRad * (q - dynamics.elasticRestRad) ** 2 +
      (k / s) * (Math.exp(s * (q - upperRad)) + Math.exp(-s * (q - lowerRad)))
    );
  };
  const run = simulateForward(passive, dynamics, {
    durationS: 10,
    start: { angleRad: 0.6 },
    excite: silent,
    stepS: 0.0005,
  });
  const startJ = energyJ(run.angleRad[0]!, run.velocityRadPerS[0]!);
  const swingJ = Math.max(...run.velocityRadPerS.map((v) => 0.5 * dynamics.inertiaKgM2 * v * v));
  const drift = run.timeS.map((_, t) =>
    Math.abs(energyJ(run.angleRad[t]!, run.velocityRadPerS[t]!) - startJ),
  );
  return Math.max(...drift) / swingJ;
}
