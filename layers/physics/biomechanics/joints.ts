import { FaultError } from '../../base/faults/index.ts';
import type { Joint } from './joint.ts';
import { ankle } from './joints/ankle.ts';
import { elbow } from './joints/elbow.ts';
import { knee } from './joints/knee.ts';
import { wrist } from './joints/wrist.ts';

/**
 * The built-in joints.
 *
 * @example
 * import { joints } from 'sarcomere/physics';
 *
 * joints.map(({ name }) => name); // => ['wrist', 'elbow', 'knee', 'ankle']
 */
export const joints: readonly Joint[] = [wrist, elbow, knee, ankle];

/**
 * A built-in joint by its name, for a man of mean size: the muscles, the segment and their sources.
 *
 * @throws FaultError JOINT_UNKNOWN
 *
 * @example
 * import { jointNamed } from 'sarcomere/physics';
 *
 * const knee = jointNamed('knee');
 * knee.coordinates[0].positive; // => 'extension'
 * Object.keys(knee.postures); // => ['seated', 'standing', 'prone', 'side-lying']
 */
export function jointNamed(name: string): Joint {
  const joint = joints.find((one) => one.name === name);
  if (joint) return joint;
  throw new FaultError([
    {
      code: 'JOINT_UNKNOWN',
      what: 'Sarcomere has no joint of this name.',
      where: {},
      found: `"${name}"`,
      expected: joints.map((one) => `"${one.name}"`).join(', '),
      fix: 'Name one of these joints.',
    },
  ]);
}

/**
 * The joint with only these muscles, in the joint's order. A muscle is found by its name or one that
 * it stands for; names that the joint lacks are ignored.
 *
 * @example
 * import { jointNamed, withMuscles } from 'sarcomere/physics';
 *
 * withMuscles(jointNamed('knee'), ['rect_fem_r', 'vas_med_r']).muscles.map(({ name }) => name); // => ['rect_fem_r', 'vas_int_r']
 */
export function withMuscles(joint: Joint, names: readonly string[] | undefined): Joint {
  if (names === undefined) return joint;
  const kept = new Set(names.map((name) => muscleIndex(joint, name)));
  return { ...joint, muscles: joint.muscles.filter((_, at) => kept.has(at)) };
}

/**
 * Index of a muscle in `joint.muscles`, by its own name or one that it stands for; undefined if the joint has no such
 * muscle.
 */
export function muscleIndex(joint: Joint, name: string): number | undefined {
  const own = joint.muscles.findIndex((muscle) => muscle.name === name);
  if (own >= 0) return own;
  const lumped = joint.muscles.findIndex((muscle) => muscle.standsFor.includes(name));
  return lumped >= 0 ? lumped : undefined;
}
