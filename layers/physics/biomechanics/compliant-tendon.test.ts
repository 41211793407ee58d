import { describe, expect, it } from 'vitest';
import { compliantState, tendonForceLength, tendonForceLengthSlope } from './compliant-tendon.ts';
import {
  activeForceLength,
  forceVelocity,
  muscleForceN,
  muscleForceSlopes,
  passiveForceLength,
} from './hill.ts';
import type { Joint, Muscle } from './joint.ts';
import { elbow } from './joints/elbow.ts';
import { knee } from './joints/knee.ts';
import { wrist } from './joints/wrist.ts';
import { momentArmM, pathLengthM } from './moment-arm.ts';
import { randomNumbers, slopeOf } from './reference.testing.ts';
import { staticOptimisation } from './static-optimisation.ts';

describe('the tendon', () => {
  it('has force 0 at slack length and the maximal isometric force at its strain of 4.9 %', () => {
    expect(tendonForceLength(1)).toBeCloseTo(0, 12);
    expect(tendonForceLength(1.049)).toBeCloseTo(1, 12);
    expect(tendonForceLength(1.1, 0.1)).toBeCloseTo(1, 12);
  });

  it.each([0.99, 1, 1.03, 1.06])('has its exact slope at %d slack lengths', (length) => {
    expect(tendonForceLengthSlope(length)).toBeCloseTo(slopeOf(tendonForceLength, length), 5);
  });
});

const muscles = [wrist, elbow].flatMap((joint) => joint.muscles.map((muscle) => ({ joint, muscle })));

/** Random states over the joint's range; velocities at which a fibre still pulls. */
function statesOf(joint: Joint) {
  const random = randomNumbers(11);
  const [lowest, highest] = joint.coordinates[0].range;
  return Array.from({ length: 200 }, () => ({
    a: 0.01 + 0.99 * random(),
    q: lowest + (highest - lowest) * random(),
    v: 8 * (random() - 0.5),
  }));
}

/** Force of a fibre of that length along the tendon. */
function fibreForceN(muscle: Muscle, a: number, q: number, v: number, fibreLength: number): number {
  const cosine = Math.sqrt(1 - (Math.sin(muscle.pennationRad) / fibreLength) ** 2);
  const velocity =
    (-cosine * momentArmM(muscle, q) * v) / (muscle.optimalFibreLengthM * muscle.maxVelocityPerS);
  const bracket =
    a * activeForceLength(fibreLength) * forceVelocity(velocity) +
    passiveForceLength(fibreLength) +
    0.01 * velocity;
  return muscle.maxIsometricForceN * cosine * bracket;
}

describe.each(muscles.map((one) => ({ ...one, name: `${one.joint.name} ${one.muscle.name}` })))(
  '$name with a compliant tendon',
  ({ joint, muscle }) => {
    it('is in equilibrium: fibre and tendon have the same force and fill the path', () => {
      for (const { a, q, v } of statesOf(joint)) {
        const state = compliantState(muscle, a, q, v);
        const fibreN = fibreForceN(muscle, a, q, v, state.fibreLength);
        expect(Math.abs(state.forceN - fibreN) / muscle.maxIsometricForceN).toBeLessThan(1e-9);
        const along = Math.sqrt(state.fibreLength ** 2 - Math.sin(muscle.pennationRad) ** 2);
        const filledM = muscle.optimalFibreLengthM * along + muscle.tendonSlackLengthM * state.tendonLength;
        expect(filledM).toBeCloseTo(pathLengthM(muscle, q), 9);
      }
    });

    it('has the exact derivatives of its force', () => {
      for (const { a, q, v } of statesOf(joint).slice(0, 40)) {
        const state = compliantState(muscle, a, q, v);
        const near = (slope: number, difference: number): void =>
          expect(Math.abs(slope - difference) / muscle.maxIsometricForceN).toBeLessThan(1e-6);
        near(
          state.byActivationN,
          slopeOf((x) => compliantState(muscle, x, q, v).forceN, a),
        );
        near(
          state.byAngleNPerRad,
          slopeOf((x) => compliantState(muscle, a, x, v).forceN, q),
        );
        near(
          state.byVelocityNSPerRad,
          slopeOf((x) => compliantState(muscle, a, q, x).forceN, v),
        );
      }
    });

    it('is the muscle with a rigid tendon as the tendon stiffens', () => {
      for (const { a, q, v } of statesOf(joint).slice(0, 40)) {
        const gap = compliantState(muscle, a, q, v, 1e-6).forceN - muscleForceN(muscle, a, q, v);
        expect(Math.abs(gap) / muscle.maxIsometricForceN).toBeLessThan(1e-4);
      }
    });
  },
);

describe('a compliant tendon', () => {
  it('lets the fibre shorten as activation grows', () => {
    const [muscle] = wrist.muscles as [Muscle];
    const lengths = [0.05, 0.3, 0.6, 1].map((a) => compliantState(muscle, a, 0, 0).fibreLength);
    for (let k = 1; k < lengths.length; k++) expect(lengths[k]).toBeLessThan(lengths[k - 1]!);
  });

  it('changes nothing for an isometric muscle or one without a tendon', () => {
    for (const muscle of [knee.muscles[0]!, { ...elbow.muscles[2]!, tendonSlackLengthM: 0 }]) {
      const rigid = muscleForceSlopes(muscle, 0.4, -0.5, 1);
      const state = compliantState(muscle, 0.4, -0.5, 1);
      expect([state.forceN, state.byActivationN]).toEqual([rigid.forceN, rigid.byActivationN]);
    }
  });

  it('lets static optimisation meet the torque with least squared activation', () => {
    const random = randomNumbers(5);
    const frames = {
      angleRad: Float64Array.from({ length: 50 }, () => 1.4 * (random() - 0.5)),
      velocityRadPerS: Float64Array.from({ length: 50 }, () => 2 * (random() - 0.5)),
      torqueNm: Float64Array.from({ length: 50 }, () => 6 * (random() - 0.5)),
    };
    const { activation, forceN, reserveNm } = staticOptimisation(wrist, frames, 0.01, 'compliant');
    const n = wrist.muscles.length;
    frames.angleRad.forEach((q, t) => {
      const v = frames.velocityRadPerS[t]!;
      const states = wrist.muscles.map((muscle, i) => compliantState(muscle, activation[t * n + i]!, q, v));
      const givenNm = wrist.muscles.reduce(
        (sum, muscle, i) => sum + momentArmM(muscle, q) * states[i]!.forceN,
        0,
      );
      expect(reserveNm[t]).toBe(0);
      expect(Math.abs(givenNm - frames.torqueNm[t]!)).toBeLessThan(1e-7);
      // Stationary: a = lambda r dF/da for every muscle between its bounds, with one lambda.
      const lambdas = wrist.muscles.flatMap((muscle, i) => {
        const a = activation[t * n + i]!;
        expect(forceN[t * n + i]).toBeCloseTo(states[i]!.forceN, 5);
        const isFree = a > 0.01 + 1e-6 && a < 1 - 1e-6;
        return isFree ? [a / (momentArmM(muscle, q) * states[i]!.byActivationN)] : [];
      });
      for (const lambda of lambdas) expect(lambda / lambdas[0]!).toBeCloseTo(1, 5);
    });
  });
});
