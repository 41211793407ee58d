import { describe, expect, it } from 'vitest';
import type { FaultError } from '../../base/faults/index.ts';
import { jointOfSubject, segmentOf } from './body.ts';
import { dynamicsOf, passiveStiffnessNmPerRad, passiveTorqueNm } from './dynamics.ts';
import { muscleForceN } from './hill.ts';
import { elbow } from './joints/elbow.ts';
import { knee } from './joints/knee.ts';
import { wrist } from './joints/wrist.ts';
import { jointNamed, joints, muscleIndex } from './joints.ts';
import { slopeOf } from './reference.testing.ts';

/** Codes of the faults that a call throws. */
function faultCodes(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    return (error as FaultError).faults.map((fault) => fault.code);
  }
  return [];
}

describe('dynamics of a recording', () => {
  it('are undefined if the posture is unknown', () => {
    expect(dynamicsOf(knee, { posture: 'unknown' })).toBeUndefined();
  });

  it('are the same after a conversion to JSON and back', () => {
    const dynamics = dynamicsOf(wrist, { posture: 'palm-down', massKg: 80, heightM: 1.8 });
    expect(JSON.parse(JSON.stringify(dynamics))).toEqual(dynamics);
  });

  it('include the weight of a load in the posture of the recording', () => {
    const load = { massKg: 2, leverM: 0.35 };
    const bare = dynamicsOf(elbow, { posture: 'standing' })!;
    const loaded = dynamicsOf(elbow, { posture: 'standing', load })!;
    expect(loaded.gravitySinNm - bare.gravitySinNm).toBeCloseTo(2 * 9.80665 * 0.35, 9);
    expect(loaded.inertiaKgM2 - bare.inertiaKgM2).toBeCloseTo(2 * 0.35 ** 2, 9);
    expect(dynamicsOf(elbow, { posture: 'horizontal-plane', load })!.gravitySinNm).toBe(0);
  });

  it('have a passive torque with an exact slope', () => {
    const dynamics = dynamicsOf(wrist, {
      posture: 'palm-up',
      load: { stiffnessNmPerRad: 0.8, restAngleRad: 0.2 },
    })!;
    for (const q of [-1.2, -0.5, 0, 0.4, 1.2]) {
      const slope = slopeOf((x) => passiveTorqueNm(dynamics, x), q);
      expect(passiveStiffnessNmPerRad(dynamics, q)).toBeCloseTo(slope, 6);
    }
  });

  it.each([
    ['a posture the joint lacks', { posture: 'upside-down' }, 'POSTURE_UNKNOWN'],
    ['a posture named like a property of every object', { posture: 'constructor' }, 'POSTURE_UNKNOWN'],
    ['a mass in grams', { posture: 'seated', massKg: 70_000 }, 'BODY_IMPOSSIBLE'],
    ['a mass that is no number', { posture: 'seated', massKg: Number.NaN }, 'BODY_IMPOSSIBLE'],
    ['a height in centimetres', { posture: 'seated', heightM: 175 }, 'BODY_IMPOSSIBLE'],
    ['a load without a lever', { posture: 'seated', load: { massKg: 2 } }, 'LOAD_IMPOSSIBLE'],
    ['a negative stiffness', { posture: 'seated', load: { stiffnessNmPerRad: -1 } }, 'LOAD_IMPOSSIBLE'],
  ])('refuse %s', (_name, given, code) => {
    expect(faultCodes(() => dynamicsOf(knee, given))).toEqual([code]);
  });

  it('accept a subject and a load that exist', () => {
    const given = { posture: 'seated', massKg: 70, heightM: 1.75, load: { massKg: 2, leverM: 0.4 } };
    expect(faultCodes(() => dynamicsOf(knee, given))).toEqual([]);
  });

  it('report all faults at once', () => {
    const given = { posture: 'nowhere', massKg: -1, heightM: 17, load: { massKg: -2, leverM: 1 } };
    expect(faultCodes(() => dynamicsOf(knee, given))).toEqual([
      'BODY_IMPOSSIBLE',
      'BODY_IMPOSSIBLE',
      'LOAD_IMPOSSIBLE',
      'POSTURE_UNKNOWN',
    ]);
  });
});

describe('scaling to a subject', () => {
  it('gives the hand of the source for the man of the source', () => {
    const hand = segmentOf(wrist, { massKg: 73, heightM: 1.741 });
    expect(hand.massKg).toBeCloseTo(wrist.segment.massKg, 6);
    expect(hand.centreOfMassM).toBeCloseTo(wrist.segment.centreOfMassM, 6);
    expect(hand.inertiaKgM2).toBeCloseTo(wrist.segment.inertiaKgM2, 5);
  });

  it('makes weight grow with mass and length with height', () => {
    const small = segmentOf(knee, { massKg: 50, heightM: 1.5 });
    const tall = segmentOf(knee, { massKg: 100, heightM: 1.8 });
    expect(tall.massKg / small.massKg).toBeCloseTo(2, 9);
    expect(tall.centreOfMassM / small.centreOfMassM).toBeCloseTo(1.2, 9);
    expect(tall.inertiaKgM2 / small.inertiaKgM2).toBeCloseTo(2 * 1.2 ** 2, 9);
  });

  it('keeps the fibres of every muscle at the same normalised length', () => {
    const tall = jointOfSubject(elbow, { massKg: 73, heightM: 1.95 });
    elbow.muscles.forEach((muscle, i) => {
      const forceN = muscleForceN(muscle, 0.5, 1, -2);
      expect(muscleForceN(tall.muscles[i]!, 0.5, 1, -2) / forceN).toBeCloseTo(1, 9);
    });
    expect(faultCodes(() => jointOfSubject(elbow, { heightM: 19 }))).toEqual(['BODY_IMPOSSIBLE']);
  });
});

describe('joints by name', () => {
  it('are found', () => {
    expect(joints.map((joint) => jointNamed(joint.name))).toEqual(joints);
  });

  it('that are unknown are a fault which lists the known names', () => {
    expect(() => jointNamed('shoulder')).toThrow(/"wrist", "elbow", "knee", "ankle"/);
  });

  it('find their muscles by every name, the own name first', () => {
    expect(muscleIndex(knee, 'vas_int_r')).toBe(1);
    expect(muscleIndex(knee, 'vas_med_r')).toBe(1);
    expect(muscleIndex(knee, 'semiten_r')).toBe(2);
    expect(muscleIndex(knee, 'deltoid')).toBeUndefined();
  });

  it('give no name to two muscles', () => {
    for (const joint of joints) {
      const names = joint.muscles.flatMap((muscle) => [muscle.name, ...muscle.standsFor]);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
