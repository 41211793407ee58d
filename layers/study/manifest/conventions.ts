import { radPerDeg } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import { signOf } from '../../physics/biomechanics/index.ts';
import type { Manifest } from './manifest.ts';

/** Factor from the manifest's unit of EMG to mV; normalised channels stay as they are. */
export function emgFactor({ unit }: Pick<Manifest['signals']['emg'], 'unit'>): number {
  return { V: 1000, mV: 1, uV: 1e-3, normalised: 1 }[unit];
}

/** Factor from the manifest's angle to rad in the joint's sign. */
export function angleFactor(
  angle: Pick<Manifest['signals']['angle'], 'unit' | 'positive'>,
  joint: Joint,
): number {
  return signOf(angle.positive, joint.coordinates[0].positive) * (angle.unit === 'deg' ? radPerDeg : 1);
}

/** The part of a study that states the sign of its angle, and the direction of a growing angle in the sign of the joint. */
type StudyAngle = readonly [Pick<Manifest['signals']['angle'], 'positive'>, { readonly positive: string }];

/** Direction of a growing angle in the study's own column. */
export function studyDirection(...[angle, coordinate]: StudyAngle): string {
  return angle.positive ?? coordinate.positive;
}

/** Factor, 1 or -1, between an angle as the study counts it and the same angle in the sign of the joint. */
export function studyAngleSign(...[angle, coordinate]: StudyAngle): 1 | -1 {
  return signOf(angle.positive, coordinate.positive);
}
