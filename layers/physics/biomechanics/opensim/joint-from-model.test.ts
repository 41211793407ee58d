import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../base/faults/index.ts';
import { dynamicsOf } from '../dynamics.ts';
import { elbow } from '../joints/elbow.ts';
import { momentArmM, pathLengthM } from '../moment-arm.ts';
import { hasShared, sharedPath } from '../reference.testing.ts';
import { hinge } from './hinge.testing.ts';
import { jointFromModel } from './joint-from-model.ts';
import { openSimJointSchema } from './open-sim-joint.ts';

function faultsOf(text: string, wanted: Record<string, unknown> = {}) {
  try {
    jointFromModel(text, openSimJointSchema.parse({ ...asked, ...wanted }));
  } catch (error) {
    return (error as FaultError).faults;
  }
  return [];
}

const asked = { file: 'hinge.osim', coordinate: 'bend', positive: 'flexion' };

describe('a joint from an OpenSim model', () => {
  /** Two points at 0.1 m and 0.05 m from the axis: length and moment arm by the law of cosines. */
  const joint = jointFromModel(hinge(), openSimJointSchema.parse(asked));
  const lengthM = (q: number): number => Math.sqrt(0.01 + 0.0025 + 2 * 0.1 * 0.05 * Math.cos(q));

  it('has the moment arm and the length that trigonometry gives, within 0.02 mm', () => {
    for (let q = 0; q <= 2; q += 0.1) {
      const arm = (0.1 * 0.05 * Math.sin(q)) / lengthM(q);
      expect(Math.abs(momentArmM(joint.muscles[0]!, q) - arm)).toBeLessThan(2e-5);
      // The first two points lie 10 mm apart on the beam.
      expect(Math.abs(pathLengthM(joint.muscles[0]!, q) - lengthM(q) - 0.01)).toBeLessThan(2e-5);
    }
  });

  it('has the coordinate of the model', () => {
    expect(joint.coordinates).toMatchObject([{ name: 'bend', unit: 'rad', positive: 'flexion' }]);
  });

  it('has mass, inertia and gravity of all bodies that the coordinate moves', () => {
    expect(joint.segment.massKg).toBeCloseTo(2, 9);
    expect(joint.segment.centreOfMassM).toBeCloseTo(0.15, 6);
    expect(joint.segment.inertiaKgM2).toBeCloseTo(0.02 + 2 * 0.15 ** 2, 6);
    const dynamics = dynamicsOf(joint, { posture: 'as-in-model' })!;
    expect(dynamics.gravitySinNm).toBeCloseTo(2 * 9.80665 * 0.15, 4);
    expect(dynamics.gravityCosNm).toBeCloseTo(0, 6);
    expect(dynamicsOf(joint, { posture: 'free-of-gravity' })!.gravitySinNm).toBe(0);
  });

  it('holds the other coordinates at the given values', () => {
    const turned = jointFromModel(hinge(), openSimJointSchema.parse({ ...asked, at: { lift: Math.PI / 2 } }));
    const dynamics = dynamicsOf(turned, { posture: 'as-in-model' })!;
    expect(dynamics.gravityCosNm).toBeCloseTo(2 * 9.80665 * 0.15, 4);
    expect(dynamics.gravitySinNm).toBeCloseTo(0, 4);
  });

  it.each<[string, string, string, Record<string, unknown>]>([
    ['a coordinate that the model lacks', 'COORDINATE_UNKNOWN', hinge(), { coordinate: 'twist' }],
    ['a held coordinate that the model lacks', 'COORDINATE_UNKNOWN', hinge(), { at: { twist: 0 } }],
    ['a muscle that the model lacks', 'MUSCLE_UNKNOWN', hinge(), { muscles: ['deltoid'] }],
    ['a path that wraps across the joint', 'PATH_WRAPS', hinge({ wrap: '-1 -1' }), {}],
    ['a conditional path point', 'PATH_WRAPS', hinge({ point: 'ConditionalPathPoint' }), {}],
    ['a moving path point', 'PATH_WRAPS', hinge({ point: 'MovingPathPoint' }), {}],
    ['a coordinate that no muscle crosses', 'MUSCLES_MISSING', hinge(), { coordinate: 'lift' }],
    ['a ball joint on the path to ground', 'OSIM_UNSUPPORTED', hinge({ joint: 'BallJoint' }), {}],
    ['bodies without mass', 'MASS_MISSING', hinge({ mass: '0' }), {}],
    ['a slide', 'NOT_A_HINGE', hinge({ joint: 'SliderJoint' }), {}],
    ['a model of OpenSim 3', 'OSIM_VERSION', hinge({ version: '30000' }), {}],
    ['text that is no XML', 'OSIM_SYNTAX', '<OpenSimDocument><Model>', {}],
    ['an empty file', 'OSIM_SYNTAX', '', {}],
    ['XML of another kind', 'OSIM_VERSION', '<svg/>', {}],
    ['a slack length of another geometry', 'FIBRE_LENGTH_IMPOSSIBLE', hinge({ slack: '0.14' }), {}],
    ['a muscle without fibres', 'CUSTOM_JOINT_INVALID', hinge({ fibre: '' }), {}],
  ])('refuses %s', (_name, code, text, wanted) => {
    expect(faultsOf(text, wanted).map((fault) => fault.code)).toEqual([code]);
  });

  it('throws only faults, whatever is cut from a model or put into it', () => {
    const text = hinge();
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.nat(400),
        fc.constantFrom('', 'beam', 'segment', '-1', '1e400', '<x/>', 'ground'),
        (start, length, put) => {
          const spoilt = text.slice(0, start) + put + text.slice(start + length);
          try {
            jointFromModel(spoilt, openSimJointSchema.parse(asked));
          } catch (error) {
            expect(error).toBeInstanceOf(FaultError);
          }
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  it('moves coordinates that the model couples, unless they are held', () => {
    const coupler = `<ConstraintSet><objects><CoordinateCouplerConstraint name="follow">
      <coupled_coordinates_function><LinearFunction><coefficients>0 ${Math.PI / 2}</coefficients></LinearFunction></coupled_coordinates_function>
      <independent_coordinate_names>bend</independent_coordinate_names><dependent_coordinate_name>lift</dependent_coordinate_name>
    </CoordinateCouplerConstraint></objects></ConstraintSet></Model>`;
    const coupled = hinge().replace('</Model>', coupler);
    const gravity = (at: Record<string, number>) =>
      dynamicsOf(jointFromModel(coupled, openSimJointSchema.parse({ ...asked, at })), {
        posture: 'as-in-model',
      })!;
    expect(gravity({}).gravityCosNm).toBeCloseTo(2 * 9.80665 * 0.15, 4);
    expect(gravity({ lift: 0 }).gravitySinNm).toBeCloseTo(2 * 9.80665 * 0.15, 4);
  });

  it('refuses bodies joined in a circle', () => {
    const circle = hinge().replace(
      '<socket_parent>/ground</socket_parent>',
      '<socket_parent>/bodyset/segment</socket_parent>',
    );
    expect(faultsOf(circle).map((fault) => fault.code)).toEqual(['OSIM_UNSUPPORTED']);
  });

  it('accepts a path that wraps between points that the coordinate does not move', () => {
    expect(faultsOf(hinge({ wrap: '1 2' }))).toEqual([]);
  });
});

const file = 'data/opensim-arm26/arm26.osim';
describe.skipIf(!hasShared(file))("OpenSim's arm26", () => {
  const text = hasShared(file) ? readFileSync(sharedPath(file), 'utf8') : '';
  const arm = { file: 'arm26.osim', coordinate: 'r_elbow_flex', positive: 'flexion' };

  it("gives the biceps the moment arms and lengths of the elbow's file, within 0.05 mm", () => {
    const joint = jointFromModel(
      text,
      openSimJointSchema.parse({ ...arm, muscles: ['BIClong', 'BICshort'] }),
    );
    for (const [k, muscle] of joint.muscles.entries()) {
      const known = elbow.muscles[k]!;
      expect(muscle.name).toBe(known.name);
      for (let q = 0.02; q < 2.26; q += 0.02) {
        expect(Math.abs(momentArmM(muscle, q) - momentArmM(known, q))).toBeLessThan(5e-5);
        expect(Math.abs(pathLengthM(muscle, q) - pathLengthM(known, q))).toBeLessThan(5e-5);
      }
    }
  });

  it("gives the forearm of the elbow's file", () => {
    const joint = jointFromModel(text, openSimJointSchema.parse({ ...arm, muscles: ['BICshort'] }));
    expect(joint.segment.massKg).toBeCloseTo(elbow.segment.massKg, 6);
    expect(joint.segment.inertiaKgM2 / elbow.segment.inertiaKgM2).toBeCloseTo(1, 2);
    const ours = dynamicsOf(joint, { posture: 'as-in-model' })!;
    const known = dynamicsOf(elbow, { posture: 'standing' })!;
    expect(ours.gravitySinNm / known.gravitySinNm).toBeCloseTo(1, 2);
  });

  it('refuses by name every muscle that wraps across the elbow', () => {
    const faults = faultsOf(text, { coordinate: 'r_elbow_flex' });
    expect(faults.map((fault) => fault.what.split(' ')[3])).toEqual(['TRIlong', 'TRIlat', 'TRImed', 'BRA']);
    expect(faults[1]!.found).toBe('wrapping over TRI');
  });
});
