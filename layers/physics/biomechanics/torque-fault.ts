import type { Fault } from '../../base/faults/index.ts';
import type { Joint } from './joint.ts';
import type { ForceLabels } from './label-forces.ts';

/** The fault of a torque that the muscles cannot give in most of its known frames; undefined if they can. */
export function torqueFault(joint: Joint, labels: ForceLabels): Fault | undefined {
  const known = labels.reserveNm.reduce((sum, reserve) => sum + Number(Number.isFinite(reserve)), 0);
  if (labels.refusedFrames.reserve <= known / 2) return undefined;
  return {
    code: 'TORQUE_BEYOND_MUSCLES',
    what: `The muscles of the ${joint.name} cannot give the torque in ${labels.refusedFrames.reserve} of ${known} frames.`,
    where: {},
    found: `a peak torque of ${labels.peakTorqueNm.toFixed(1)} N m`,
    expected: 'a torque that the muscles of the joint can give',
    fix: 'Check unit and sign of the torque, the posture, the load, and the mass of the subject.',
  };
}
