import { FaultError } from '../faults/fault.ts';
import type { Joint } from './joint.ts';
import { ankle } from './joints/ankle.ts';
import { elbow } from './joints/elbow.ts';
import { knee } from './joints/knee.ts';
import { wrist } from './joints/wrist.ts';

/** The joints that Sarcomere knows by name. */
export const joints: readonly Joint[] = [wrist, elbow, knee, ankle];

/** @throws FaultError JOINT_UNKNOWN */
export function jointNamed(name: string): Joint {
  const joint = joints.find((one) => one.name === name);
  if (joint) return joint;
  throw new FaultError([
    {
      code: 'JOINT_UNKNOWN',
      what: 'Sarcomere knows no joint of that name.',
      where: {},
      found: `"${name}"`,
      expected: joints.map((one) => `"${one.name}"`).join(', '),
      fix: 'Name one of these joints.',
    },
  ]);
}

/** The joint with these of its muscles alone, in its own order; names that it stands for are understood. */
export function withMuscles(joint: Joint, names: readonly string[] | undefined): Joint {
  if (names === undefined) return joint;
  const kept = new Set(names.map((name) => muscleIndex(joint, name)));
  return { ...joint, muscles: joint.muscles.filter((_, at) => kept.has(at)) };
}

/**
 * Where a muscle stands in `joint.muscles`, by its own name or one it stands for; undefined where the joint has
 * no such muscle.
 */
export function muscleIndex(joint: Joint, name: string): number | undefined {
  const own = joint.muscles.findIndex((muscle) => muscle.name === name);
  if (own >= 0) return own;
  const lumped = joint.muscles.findIndex((muscle) => muscle.standsFor.includes(name));
  return lumped >= 0 ? lumped : undefined;
}
