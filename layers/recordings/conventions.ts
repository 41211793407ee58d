import type { Joint } from '../biomechanics/joint.ts';
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
  return signOf(angle.positive, joint) * (angle.unit === 'deg' ? Math.PI / 180 : 1);
}

/** 1, or -1 where `positive` is not the joint's own direction; the joint's own where nothing is said. */
export function signOf(positive: string | undefined, joint: Joint): 1 | -1 {
  return positive === undefined || positive === joint.positive ? 1 : -1;
}
