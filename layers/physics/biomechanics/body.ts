import type { Fault } from '../../base/faults/index.ts';
import { FaultError } from '../../base/faults/index.ts';
import type { Body, Joint, Muscle, Segment } from './joint.ts';

/** The mean man of de Leva 1996 (J Biomech 29:1223, table 4), for a mass or height that is not given. */
export const meanBody = { massKg: 73, heightM: 1.741 } as const;

/**
 * The joint's segment for a subject: mass scales with body mass, lengths with height, inertia as mass times the square of
 * the radius of gyration. Fractions come from the joint's file. If neither mass nor height is given, the segment is that
 * of its source. Damping and limit are not scaled, since no source states how.
 */
export function segmentOf(joint: Joint, body: Body): Segment {
  if (body.massKg === undefined && body.heightM === undefined) return joint.segment;
  const { mass, centreOfMass, gyration } = joint.segment.ofBody;
  const massKg = mass * (body.massKg ?? meanBody.massKg);
  const heightM = body.heightM ?? meanBody.heightM;
  return {
    ...joint.segment,
    massKg,
    centreOfMassM: centreOfMass * heightM,
    inertiaKgM2: massKg * (gyration * heightM) ** 2,
  };
}

/**
 * The joint with a subject's muscles and segment: every length scales with the height over that of the mean man, maximal
 * forces with (mass over that of the mean man)^(2/3), as a cross-section. The fibre's normalised length at any angle does
 * not change. Strength differs between people of one size far more than this power law corrects, so scaling is not the
 * default: channel gains absorb the strength.
 *
 * @param body mass in kg and height in m; by default those of the mean man, 73 kg and 1.741 m
 * @throws FaultError BODY_IMPOSSIBLE
 *
 * @example
 * import { jointNamed, jointOfSubject } from 'sarcomere/physics';
 *
 * const knee = jointOfSubject(jointNamed('knee'), { massKg: 80, heightM: 1.9 });
 * knee.segment.massKg; // => 4.88
 */
export function jointOfSubject(joint: Joint, body: Body): Joint {
  const faults = bodyFaults(body);
  if (faults.length > 0) throw new FaultError(faults);
  const length = (body.heightM ?? meanBody.heightM) / meanBody.heightM;
  const force = ((body.massKg ?? meanBody.massKg) / meanBody.massKg) ** (2 / 3);
  return {
    ...joint,
    segment: segmentOf(joint, body),
    muscles: joint.muscles.map((muscle) => scaledMuscle(muscle, { length, force })),
  };
}

/** A muscle with every length times `length` and the maximal force times `force`. */
export function scaledMuscle(muscle: Muscle, scale: { length: number; force: number }): Muscle {
  return {
    ...muscle,
    maxIsometricForceN: muscle.maxIsometricForceN * scale.force,
    optimalFibreLengthM: muscle.optimalFibreLengthM * scale.length,
    tendonSlackLengthM: muscle.tendonSlackLengthM * scale.length,
    pathLengthAtZeroM: muscle.pathLengthAtZeroM * scale.length,
    momentArmM: muscle.momentArmM.map((c) => c * scale.length),
  };
}

/** Faults of a mass in kg or a height in m that no person has. */
export function bodyFaults(body: Body): Fault[] {
  const faults: Fault[] = [];
  if (body.massKg !== undefined && !(body.massKg >= 2 && body.massKg <= 400))
    faults.push(bodyFault('mass', `${body.massKg} kg`, '2 to 400 kg', 'Give the mass in kilograms.'));
  if (body.heightM !== undefined && !(body.heightM >= 0.4 && body.heightM <= 2.6))
    faults.push(bodyFault('height', `${body.heightM} m`, '0.4 to 2.6 m', 'Give the height in metres.'));
  return faults;
}

function bodyFault(quantity: string, found: string, expected: string, fix: string): Fault {
  return {
    code: 'BODY_IMPOSSIBLE',
    what: `No subject has this ${quantity}.`,
    where: {},
    found,
    expected,
    fix,
  };
}
