import { describe, expect, it } from 'vitest';
import { dynamicsOf } from './dynamics.ts';
import { simulateForward } from './forward-dynamics.ts';
import { inverseDynamicsNm, inverseDynamicsOfMovementNm } from './inverse-dynamics.ts';
import type { Dynamics, Joint } from './joint.ts';
import { wrist } from './joints/wrist.ts';
import { jointNamed } from './joints.ts';
import { hasShared, readTable } from './reference.testing.ts';

const fiveMuscles: Joint = { ...wrist, muscles: wrist.muscles.slice(0, 5) };
const silent = (): void => {};

describe('forward dynamics', () => {
  it.skipIf(!hasShared('reference/wrist-forward-dynamics.csv'))(
    'gives the reference movement of the wrist to 1e-5',
    () => {
      const table = readTable('reference/wrist-forward-dynamics.csv');
      const run = simulateForward(fiveMuscles, dynamicsOf(wrist, { posture: 'palm-down' })!, {
        durationS: 0.5,
        start: { angleRad: 0.2, activation: [0.05, 0.05, 0.05, 0.05, 0.05] },
        excite: (timeS, _q, _v, out) =>
          out.set(timeS < 0.3 - 1e-9 ? [0.02, 0.02, 0.12, 0.1, 0.08] : [0.12, 0.1, 0.03, 0.03, 0.03]),
      });
      table.t!.forEach((timeS, row) => {
        const at = Math.round(timeS * 1000);
        expect(Math.abs(run.angleRad[at]! - table.q![row]!)).toBeLessThan(1e-5);
        expect(Math.abs(run.velocityRadPerS[at]! - table.qd![row]!)).toBeLessThan(1e-5);
        expect(Math.abs(run.accelerationRadPerS2[at]! - table.qdd![row]!)).toBeLessThan(1e-5);
        fiveMuscles.muscles.forEach((muscle, i) => {
          expect(Math.abs(run.activation[at * 5 + i]! - table[`a_${muscle.name}`]![row]!)).toBeLessThan(1e-5);
          expect(Math.abs(run.forceN[at * 5 + i]! - table[`F_${muscle.name}`]![row]!)).toBeLessThan(1e-5);
        });
      });
    },
  );

  it('leaves a residual of the equation of motion below 1e-9 N m', () => {
    const dynamics = dynamicsOf(wrist, {
      posture: 'palm-up',
      load: { stiffnessNmPerRad: 0.8, massKg: 0.2, leverM: 0.07 },
    })!;
    const run = simulateForward(wrist, dynamics, {
      durationS: 2,
      every: 10,
      start: { angleRad: 0.1 },
      excite: (timeS, _q, _v, out) => {
        for (let i = 0; i < out.length; i++) out[i] = 0.2 + 0.15 * Math.sin(5 * timeS + i);
      },
    });
    const torqueNm = inverseDynamicsOfMovementNm(dynamics, run);
    for (let t = 0; t < run.timeS.length; t++)
      expect(Math.abs(torqueNm[t]! - run.muscleTorqueNm[t]!)).toBeLessThan(1e-9);
  });

  it.each([
    ['elbow', 'standing'],
    ['knee', 'standing'],
  ])('swings the passive %s with the period of a physical pendulum, within 0.1 %%', (name, posture) => {
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
      if (before < 0 && after >= 0)
        upCrossingsS.push(run.timeS[t - 1]! + 0.001 * (-before / (after - before)));
    }
    const periodS = (upCrossingsS.at(-1)! - upCrossingsS[0]!) / (upCrossingsS.length - 1);
    const small = 2 * Math.PI * Math.sqrt(dynamics.inertiaKgM2 / dynamics.gravitySinNm);
    // Complete elliptic integral by the arithmetic-geometric mean.
    const expectedS = small / arithmeticGeometricMean(1, Math.cos(amplitudeRad / 2));
    expect(Math.abs(periodS / expectedS - 1)).toBeLessThan(0.001);
  });

  it('keeps the energy of an undamped pendulum with spring and limit to 1e-6 over 10 s', () => {
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
    for (let t = 0; t < run.timeS.length; t++) {
      const driftJ = energyJ(run.angleRad[t]!, run.velocityRadPerS[t]!) - startJ;
      expect(Math.abs(driftJ) / swingJ).toBeLessThan(1e-6);
    }
  });
});

describe('gravity', () => {
  const holdNm = (joint: string, posture: string, angleRad: number): number =>
    inverseDynamicsNm(dynamicsOf(jointNamed(joint), { posture })!, angleRad, 0, 0);

  it.each([
    ['the extensors hold a hand with the palm down', 'wrist', 'palm-down', 0, -1],
    ['the flexors hold a hand with the palm up', 'wrist', 'palm-up', 0, 1],
    ['the flexors hold a bent elbow', 'elbow', 'standing', 1.5, 1],
    ['the quadriceps hold a leg lifted while seated', 'knee', 'seated', 0, 1],
    ['the hamstrings hold a heel lifted while standing', 'knee', 'standing', -1.5, -1],
    ['the hamstrings lift the shank while prone', 'knee', 'prone', -0.3, -1],
    ['tibialis anterior holds a hanging foot', 'ankle', 'foot-hanging', 0, 1],
  ])('asks that %s', (_sentence, joint, posture, angleRad, sign) => {
    expect(Math.sign(holdNm(joint, posture, angleRad))).toBe(sign);
  });

  it.each([
    ['wrist', 'neutral', 0.3],
    ['elbow', 'standing', 0],
    ['elbow', 'horizontal-plane', 1],
    ['knee', 'standing', 0],
    ['knee', 'side-lying', -1],
  ])('asks nothing of the %s in posture %s at %d rad', (joint, posture, angleRad) => {
    expect(holdNm(joint, posture, angleRad)).toBeCloseTo(0, 3);
  });
});

function arithmeticGeometricMean(a: number, b: number): number {
  return Math.abs(a - b) < 1e-15 ? a : arithmeticGeometricMean((a + b) / 2, Math.sqrt(a * b));
}
