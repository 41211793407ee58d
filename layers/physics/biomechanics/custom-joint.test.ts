import { describe, expect, it } from 'vitest';
import type { FaultError } from '../../base/faults/index.ts';
import { customJoint } from './custom-joint.ts';
import { dynamicsOf } from './dynamics.ts';
import { muscleForceN } from './hill.ts';
import { elbow } from './joints/elbow.ts';

/** The elbow as a study would describe it. */
function elbowJson(): Record<string, unknown> & {
  segment: Record<string, unknown>;
  muscles: Record<string, unknown>[];
} {
  const { massKg, centreOfMassM, inertiaKgM2, dampingNmSPerRad } = elbow.segment;
  return {
    name: 'my-elbow',
    positive: 'flexion',
    rangeDeg: [0, 130],
    segment: { massKg, centreOfMassM, inertiaKgM2, dampingNmSPerRad },
    postures: { standing: { sin: 1 } },
    muscles: elbow.muscles.map(({ pathLengthAtZeroM, ...muscle }) => ({
      ...muscle,
      pathLengthM: [pathLengthAtZeroM, ...muscle.momentArmM.map((c, k) => -c / (k + 1))],
    })),
  };
}

function faultCodes(json: unknown): string[] {
  try {
    customJoint(json);
  } catch (error) {
    return (error as FaultError).faults.map((fault) => fault.code);
  }
  return [];
}

describe('a custom joint', () => {
  it('equals the built-in joint of the same numbers', () => {
    const joint = customJoint(JSON.parse(JSON.stringify(elbowJson())));
    expect(dynamicsOf(joint, { posture: 'standing' })).toEqual(dynamicsOf(elbow, { posture: 'standing' }));
    elbow.muscles.forEach((muscle, i) => {
      expect(muscleForceN(joint.muscles[i]!, 0.4, 1, -2)).toBeCloseTo(muscleForceN(muscle, 0.4, 1, -2), 9);
    });
  });

  it('needs only the length at angle 0', () => {
    const json = elbowJson();
    json.muscles[0]!.pathLengthM = [elbow.muscles[0]!.pathLengthAtZeroM];
    expect(faultCodes(json)).toEqual([]);
  });

  it.each<[string, string, (json: ReturnType<typeof elbowJson>) => void]>([
    [
      'a polynomial of the other sign',
      'POLYNOMIALS_DISAGREE',
      (json) => {
        json.muscles[0]!.momentArmM = elbow.muscles[0]!.momentArmM.map((c) => -c);
        json.muscles[0]!.forceModel = 'isometric';
      },
    ],
    [
      'a slack length of another geometry',
      'FIBRE_LENGTH_IMPOSSIBLE',
      (json) => {
        json.muscles[0]!.tendonSlackLengthM = 0.45;
      },
    ],
    [
      'an inertia about the centre of mass',
      'INERTIA_IMPOSSIBLE',
      (json) => {
        json.segment.inertiaKgM2 = 0.02;
      },
    ],
    [
      'a range with its ends swapped',
      'RANGE_EMPTY',
      (json) => {
        json.rangeDeg = [130, 0];
      },
    ],
    [
      'a muscle twice',
      'MUSCLE_TWICE',
      (json) => {
        json.muscles.push(json.muscles[0]!);
      },
    ],
    [
      'a force that is no number',
      'CUSTOM_JOINT_INVALID',
      (json) => {
        json.muscles[0]!.maxIsometricForceN = '600 N';
      },
    ],
    [
      'an unknown field',
      'CUSTOM_JOINT_INVALID',
      (json) => {
        json.colour = 'red';
      },
    ],
  ])('refuses %s', (_name, code, spoil) => {
    const json = elbowJson();
    spoil(json);
    expect(faultCodes(json)).toContain(code);
  });

  it.each([undefined, null, 3, 'elbow', [], {}])('refuses %j with a fault', (json) => {
    expect(faultCodes(json).length).toBeGreaterThan(0);
  });
});
