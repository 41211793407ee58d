import { describe, expect, it } from 'vitest';
import {
  activeForceLength,
  activeForceLengthSlope,
  forceVelocity,
  forceVelocitySlope,
  muscleForceN,
  muscleForceSlopes,
  passiveForceLength,
  passiveForceLengthSlope,
} from './hill.ts';
import { joints } from './joints.ts';
import { momentArmM, momentArmSlopeM, pathLengthM } from './moment-arm.ts';
import { hasShared, randomNumbers, slopeOf } from './reference.testing.ts';
import { hillCurvesError } from './reference-errors.testing.ts';

describe('the Hill-type muscle', () => {
  it.skipIf(!hasShared('reference/hill-curves.csv'))('follows the reference curves to 1e-6', () => {
    expect(hillCurvesError()).toBeLessThan(1e-6);
  });

  it.each([0.5, 0.9, 1, 1.3, 1.6])('has exact slopes of its curves at length %d', (length) => {
    expect(activeForceLengthSlope(length)).toBeCloseTo(slopeOf(activeForceLength, length), 7);
    expect(passiveForceLengthSlope(length)).toBeCloseTo(slopeOf(passiveForceLength, length), 7);
  });

  it.each([-1, -0.2, 0, 0.3, 1])('has the exact slope of its force-velocity curve at %d', (velocity) => {
    expect(forceVelocitySlope(velocity)).toBeCloseTo(slopeOf(forceVelocity, velocity), 7);
  });

  it('has its maximal force at rest, at optimal length, fully active, and more while it is stretched', () => {
    expect(activeForceLength(1) * forceVelocity(0)).toBeCloseTo(1, 1);
    expect(forceVelocity(0.5)).toBeGreaterThan(forceVelocity(0));
    expect(forceVelocity(-0.5)).toBeLessThan(forceVelocity(0));
  });
});

describe.each(
  joints.flatMap((joint) =>
    joint.muscles.map((muscle) => ({ joint, muscle, name: `${joint.name} ${muscle.name}` })),
  ),
)('$name', ({ joint, muscle }) => {
  const random = randomNumbers(7);
  const [lowest, highest] = joint.coordinates[0].range;
  const states = Array.from({ length: 20 }, () => ({
    activation: 0.01 + 0.99 * random(),
    angleRad: lowest + (highest - lowest) * random(),
    velocityRadPerS: 8 * (random() - 0.5),
  }));

  it('has a moment arm that is the negative slope of its length', () => {
    for (const { angleRad } of states) {
      expect(momentArmM(muscle, angleRad)).toBeCloseTo(-slopeOf((q) => pathLengthM(muscle, q), angleRad), 9);
      expect(momentArmSlopeM(muscle, angleRad)).toBeCloseTo(
        slopeOf((q) => momentArmM(muscle, q), angleRad),
        8,
      );
    }
  });

  it('has exact derivatives of its force', () => {
    for (const { activation: a, angleRad: q, velocityRadPerS: v } of states) {
      const slopes = muscleForceSlopes(muscle, a, q, v);
      const near = (slope: number, difference: number): void =>
        expect(Math.abs(slope - difference) / muscle.maxIsometricForceN).toBeLessThan(1e-7);
      expect(slopes.forceN).toBeCloseTo(muscleForceN(muscle, a, q, v), 8);
      near(
        slopes.byActivationN,
        slopeOf((x) => muscleForceN(muscle, x, q, v), a),
      );
      near(
        slopes.byAngleNPerRad,
        slopeOf((x) => muscleForceN(muscle, a, x, v), q),
      );
      near(
        slopes.byVelocityNSPerRad,
        slopeOf((x) => muscleForceN(muscle, a, q, x), v),
      );
    }
  });

  it('keeps fibres at possible lengths over the range of the joint', () => {
    for (let share = 0; share <= 1; share += 0.05) {
      const angleRad = lowest + share * (highest - lowest);
      const along = (pathLengthM(muscle, angleRad) - muscle.tendonSlackLengthM) / muscle.optimalFibreLengthM;
      expect(along).toBeGreaterThan(0.2);
      expect(along).toBeLessThan(1.8);
    }
  });
});
