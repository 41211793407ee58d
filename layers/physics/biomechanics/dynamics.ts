import type { Fault } from '../../base/faults/index.ts';
import { FaultError } from '../../base/faults/index.ts';
import { bodyFaults, segmentOf } from './body.ts';
import type { Body, Dynamics, Joint, Load } from './joint.ts';

/** Standard gravity, m/s2 (CGPM 1901). */
export const gravityMPerS2 = 9.80665;

/**
 * The equation of motion of one recording.
 *
 * @param given.posture a posture of the joint, or `unknown`
 * @param given.massKg the subject's mass; without mass and height the segment is that of the joint's source
 * @param given.load what the subject moves besides the limb; gravity acts on its mass as in that posture
 * @returns numbers in SI units; undefined if the posture is `unknown`, since gravity and contact are then unknown
 * @throws FaultError POSTURE_UNKNOWN, BODY_IMPOSSIBLE, LOAD_IMPOSSIBLE, all at once
 *
 * @example
 * import { dynamicsOf, jointNamed } from 'sarcomere/physics';
 *
 * const dynamics = dynamicsOf(jointNamed('knee'), { posture: 'seated', massKg: 70, heightM: 1.75 });
 * dynamics.inertiaKgM2; // => 0.42751
 * dynamics.gravityCosNm; // => 10.924
 */
export function dynamicsOf(
  joint: Joint,
  given: Body & { readonly posture: string; readonly load?: Load | undefined },
): Dynamics | undefined {
  const load = given.load ?? {};
  const posture = Object.hasOwn(joint.postures, given.posture) ? joint.postures[given.posture] : undefined;
  const faults = [...bodyFaults(given), ...loadFaults(load)];
  if (!posture && given.posture !== 'unknown') faults.push(postureFault(joint, given.posture));
  if (faults.length > 0) throw new FaultError(faults);
  if (!posture) return undefined;

  const segment = segmentOf(joint, given);
  const loadMassKg = load.massKg ?? 0;
  const loadLeverM = load.leverM ?? 0;
  const weightNm = gravityMPerS2 * (segment.massKg * segment.centreOfMassM + loadMassKg * loadLeverM);
  return {
    inertiaKgM2: segment.inertiaKgM2 + loadMassKg * loadLeverM ** 2 + (load.inertiaKgM2 ?? 0),
    dampingNmSPerRad: segment.dampingNmSPerRad,
    gravityCosNm: weightNm * posture.cos,
    gravitySinNm: weightNm * posture.sin,
    elasticNmPerRad: load.stiffnessNmPerRad ?? 0,
    elasticRestRad: load.restAngleRad ?? 0,
    limit: segment.limit,
  };
}

/**
 * tau_limit + tau_gravity + torque of an elastic load at an angle, in N m, on the left-hand side of the equation of motion.
 *
 * @example
 * import { dynamicsOf, jointNamed, passiveTorqueNm } from 'sarcomere/physics';
 *
 * const dynamics = dynamicsOf(jointNamed('knee'), { posture: 'seated', massKg: 70, heightM: 1.75 });
 * passiveTorqueNm(dynamics, 0); // => 10.924
 */
export function passiveTorqueNm(dynamics: Dynamics, angleRad: number): number {
  const { stiffnessNm, steepnessPerRad, upperRad, lowerRad } = dynamics.limit;
  const limitNm =
    stiffnessNm === 0
      ? 0
      : stiffnessNm *
        (Math.exp(steepnessPerRad * (angleRad - upperRad)) -
          Math.exp(-steepnessPerRad * (angleRad - lowerRad)));
  const gravityNm = dynamics.gravityCosNm * Math.cos(angleRad) + dynamics.gravitySinNm * Math.sin(angleRad);
  const elasticNm = dynamics.elasticNmPerRad * (angleRad - dynamics.elasticRestRad);
  return limitNm + gravityNm + elasticNm;
}

/** d passiveTorqueNm / dq, in N m/rad. */
export function passiveStiffnessNmPerRad(dynamics: Dynamics, angleRad: number): number {
  const { stiffnessNm, steepnessPerRad, upperRad, lowerRad } = dynamics.limit;
  const limit =
    stiffnessNm === 0
      ? 0
      : stiffnessNm *
        steepnessPerRad *
        (Math.exp(steepnessPerRad * (angleRad - upperRad)) +
          Math.exp(-steepnessPerRad * (angleRad - lowerRad)));
  const gravity = -dynamics.gravityCosNm * Math.sin(angleRad) + dynamics.gravitySinNm * Math.cos(angleRad);
  return limit + gravity + dynamics.elasticNmPerRad;
}

function postureFault(joint: Joint, posture: string): Fault {
  return {
    code: 'POSTURE_UNKNOWN',
    what: `The ${joint.name} has no posture of this name.`,
    where: {},
    found: `"${posture}"`,
    expected: ['unknown', ...Object.keys(joint.postures)].map((name) => `"${name}"`).join(', '),
    fix: 'Name one of these postures, or "unknown" to go without the equation of motion.',
  };
}

/** Faults of a load whose numbers are impossible. */
export function loadFaults(load: Load): Fault[] {
  const faults: Fault[] = [];
  const check = (field: keyof Load, least: number, most: number, unit: string): void => {
    const value = load[field];
    if (value === undefined || (value >= least && value <= most)) return;
    faults.push(
      loadFault(
        `The load's ${field} is impossible.`,
        `${field} ${value}`,
        `${least} to ${most} ${unit}`,
        `Give ${field} in ${unit}.`,
      ),
    );
  };
  check('massKg', 0, 200, 'kg');
  check('leverM', -1, 1, 'm');
  check('stiffnessNmPerRad', 0, 1000, 'N m/rad');
  check('restAngleRad', -Math.PI, Math.PI, 'rad');
  check('inertiaKgM2', 0, 100, 'kg m2');
  if (load.massKg !== undefined && load.leverM === undefined)
    faults.push(
      loadFault(
        'A load has a mass but no distance from the joint.',
        'massKg without leverM',
        'both',
        "Give leverM, the distance of the load from the joint's axis.",
      ),
    );
  return faults;
}

function loadFault(what: string, found: string, expected: string, fix: string): Fault {
  return { code: 'LOAD_IMPOSSIBLE', what, where: {}, found, expected, fix };
}
