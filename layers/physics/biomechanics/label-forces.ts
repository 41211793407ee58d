import type { Joint } from './joint.ts';
import { momentArmM } from './moment-arm.ts';
import type { MuscleShares, TorqueFrames } from './static-optimisation.ts';
import { staticOptimisation } from './static-optimisation.ts';

/** Estimated muscle forces of a recording without known ones, and the frames left without a label. */
export interface ForceLabels extends MuscleShares {
  readonly method: 'plain' | 'emg-assisted';
  /** Largest torque of the recording, the divisor of the reserve. */
  readonly peakTorqueNm: number;
  readonly labelledFrames: number;
  /** Frames left without a label, by the first reason that holds; their forces and activations are NaN. */
  readonly refusedFrames: {
    /** Angle, velocity, torque or EMG is not finite: no posture, no torque, or the edge of a block. */
    readonly unknown: number;
    /** The angle is outside the range of known moment arms. */
    readonly outOfRange: number;
    /** The muscles cannot give the torque. */
    readonly reserve: number;
  };
}

/**
 * Labels the muscle forces of one recording by static optimisation.
 *
 * @param options.method `auto` (default): EMG-assisted if every direction in which the joint's muscles pull has at least
 *   one channel, else plain. `emg-assisted` without any channel is plain.
 * @param options.reserveShare a frame gets no label if its reserve exceeds this share of the recording's peak torque, 0.05
 *   by default
 * @param options.leastActivation lower bound of every activation, 0.01 by default
 * @param options.tendon `rigid` by default
 * @returns forces in N and activations, a row a frame and a column a muscle; NaN in frames without a label
 *
 * @example
 * import { jointNamed, labelForces } from 'sarcomere/physics';
 *
 * const frames = {
 *   angleRad: Float64Array.of(-1, -1, -1),
 *   velocityRadPerS: new Float64Array(3),
 *   torqueNm: Float64Array.of(10, 20, 400),
 * };
 * const { forceN, labelledFrames, refusedFrames } = labelForces(jointNamed('knee'), frames);
 * [labelledFrames, refusedFrames.reserve]; // => [2, 1]
 * forceN.slice(0, 2); // => [17.712, 250.83]
 */
export function labelForces(
  joint: Joint,
  frames: TorqueFrames,
  options: {
    readonly method?: 'auto' | 'plain' | 'emg-assisted';
    readonly reserveShare?: number;
    readonly leastActivation?: number;
    readonly tendon?: 'rigid' | 'compliant';
  } = {},
): ForceLabels {
  const { method = 'auto', reserveShare = 0.05, leastActivation = 0.01, tendon = 'rigid' } = options;
  const excitation = frames.excitation?.some((channel) => channel) ? frames.excitation : undefined;
  const isAssisted =
    method !== 'plain' && excitation && (method === 'emg-assisted' || emgCovers(joint, excitation));
  const shares = staticOptimisation(
    joint,
    { ...frames, excitation: isAssisted ? excitation : undefined },
    leastActivation,
    tendon,
  );
  const peakTorqueNm = frames.torqueNm.reduce((peak, one) => Math.max(peak, Math.abs(one) || 0), 0);
  const refusedFrames = { unknown: 0, outOfRange: 0, reserve: 0 };
  const n = joint.muscles.length;
  for (let t = 0; t < frames.angleRad.length; t++) {
    const reason = refusal(joint, frames.angleRad[t]!, shares.reserveNm[t]!, reserveShare * peakTorqueNm);
    if (!reason) continue;
    refusedFrames[reason]++;
    shares.forceN.fill(Number.NaN, t * n, (t + 1) * n);
    shares.activation.fill(Number.NaN, t * n, (t + 1) * n);
  }
  const refused = refusedFrames.unknown + refusedFrames.outOfRange + refusedFrames.reserve;
  return {
    ...shares,
    method: isAssisted ? 'emg-assisted' : 'plain',
    peakTorqueNm,
    labelledFrames: frames.angleRad.length - refused,
    refusedFrames,
  };
}

function refusal(
  joint: Joint,
  angleRad: number,
  reserveNm: number,
  mostReserveNm: number,
): keyof ForceLabels['refusedFrames'] | undefined {
  const [lowest, highest] = joint.coordinates[0].range;
  if (!Number.isFinite(reserveNm)) return 'unknown';
  if (angleRad < lowest || angleRad > highest) return 'outOfRange';
  if (Math.abs(reserveNm) > mostReserveNm) return 'reserve';
  return undefined;
}

/** True if every direction in which the joint's muscles pull, in the middle of the range, has a channel. */
function emgCovers(joint: Joint, excitation: readonly (Float64Array | undefined)[]): boolean {
  const [lowest, highest] = joint.coordinates[0].range;
  const middleRad = (lowest + highest) / 2;
  const direction = joint.muscles.map((muscle) => Math.sign(momentArmM(muscle, middleRad)));
  const covered = direction.filter((_, i) => excitation[i]);
  return [-1, 1].every((way) => !direction.includes(way) || covered.includes(way));
}
