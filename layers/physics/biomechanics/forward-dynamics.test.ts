import { describe, expect, it } from 'vitest';
import { dynamicsOf } from './dynamics.ts';
import { simulateForward } from './forward-dynamics.ts';
import { inverseDynamicsNm, inverseDynamicsOfMovementNm } from './inverse-dynamics.ts';
import { wrist } from './joints/wrist.ts';
import { jointNamed } from './joints.ts';
import { hasShared } from './reference.testing.ts';
import { energyDrift, forwardDynamicsError, pendulumPeriodError } from './reference-errors.testing.ts';

describe('forward dynamics', () => {
  it.skipIf(!hasShared('reference/wrist-forward-dynamics.csv'))(
    'gives the reference movement of the wrist to 1e-5',
    () => {
      expect(forwardDynamicsError()).toBeLessThan(1e-5);
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
    expect(pendulumPeriodError(name, posture)).toBeLessThan(0.001);
  });

  it('keeps the energy of an undamped wrist with spring and limit to 1e-6 over 10 s', () => {
    expect(energyDrift()).toBeLessThan(1e-6);
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
  ])('requires that %s', (_sentence, joint, posture, angleRad, sign) => {
    expect(Math.sign(holdNm(joint, posture, angleRad))).toBe(sign);
  });

  it.each([
    ['wrist', 'neutral', 0.3],
    ['elbow', 'standing', 0],
    ['elbow', 'horizontal-plane', 1],
    ['knee', 'standing', 0],
    ['knee', 'side-lying', -1],
  ])('requires no torque of the %s in posture %s at %d rad', (joint, posture, angleRad) => {
    expect(holdNm(joint, posture, angleRad)).toBeCloseTo(0, 3);
  });
});
