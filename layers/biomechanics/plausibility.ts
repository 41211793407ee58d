import type { Fault } from '../faults/fault.ts';
import type { Joint } from './joint.ts';
import type { ForceLabels } from './label-forces.ts';

/** How far a goniometer's zero may be off before an angle counts as impossible: real ones are off by 10 degrees. */
const offsetRad = (25 * Math.PI) / 180;

/**
 * The fault of angles (rad, the joint's sign) that the joint cannot take, undefined where all can be. Usually degrees given as radians, or
 * the other sign. Its row counts the samples from 1.
 */
export function angleFault(joint: Joint, angleRad: Float64Array): Fault | undefined {
  const [lowest, highest] = joint.rangeRad;
  const beyond = (angle: number): boolean => angle < lowest - offsetRad || angle > highest + offsetRad;
  const first = angleRad.findIndex(beyond);
  if (first < 0) return undefined;
  const count = angleRad.reduce((sum, angle) => sum + Number(beyond(angle)), 0);
  return {
    code: 'ANGLE_BEYOND_JOINT',
    what: `${count} of ${angleRad.length} angles lie where the ${joint.name} cannot go.`,
    where: { row: first + 1 },
    found: `${degrees(angleRad[first]!)} (${joint.positive} positive)`,
    expected: `${degrees(lowest)} to ${degrees(highest)}, a zero offset of ${degrees(offsetRad)} allowed`,
    fix: `Check the unit of the angle and which direction it calls positive.`,
  };
}

/** The fault of a torque that the muscles cannot give in most of its known frames, undefined where they can. */
export function torqueFault(joint: Joint, labels: ForceLabels): Fault | undefined {
  const known = labels.reserveNm.reduce((sum, reserve) => sum + Number(Number.isFinite(reserve)), 0);
  if (labels.refusedFrames.reserve <= known / 2) return undefined;
  return {
    code: 'TORQUE_BEYOND_MUSCLES',
    what: `The muscles of the ${joint.name} cannot give the torque in ${labels.refusedFrames.reserve} of ${known} frames.`,
    where: {},
    found: `a peak torque of ${labels.peakTorqueNm.toFixed(1)} N m`,
    expected: 'torque within what the muscles of the joint can give',
    fix: 'Check unit and sign of the torque, the posture, the load, and the mass of the subject.',
  };
}

function degrees(angleRad: number): string {
  return `${((angleRad * 180) / Math.PI).toFixed(1)} deg`;
}
