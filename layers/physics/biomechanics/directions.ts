import { FaultError } from '../../base/faults/index.ts';

/**
 * Pairs of opposite directions of a joint, in the terms of the ISB's joint coordinate systems (Wu et al. 2002 and 2005).
 */
const pairs = [
  ['flexion', 'extension'],
  ['dorsiflexion', 'plantarflexion'],
  ['abduction', 'adduction'],
  ['horizontal-abduction', 'horizontal-adduction'],
  ['internal-rotation', 'external-rotation'],
  ['pronation', 'supination'],
  ['inversion', 'eversion'],
  ['radial-deviation', 'ulnar-deviation'],
  ['elevation', 'depression'],
  ['protraction', 'retraction'],
  ['upward-rotation', 'downward-rotation'],
] as const;

/** The direction of a growing angle or torque. */
export type Direction = (typeof pairs)[number][number];

/** Every direction, each beside its opposite. */
export const directions: readonly Direction[] = pairs.flat();

/** The direction of a movement back: extension for flexion, flexion for extension. */
export function opposite(direction: Direction): Direction {
  const pair = pairs.find(([one, other]) => one === direction || other === direction)!;
  return pair[0] === direction ? pair[1] : pair[0];
}

/**
 * The factor, 1 or -1, between numbers that grow with `direction` and numbers that grow with `positive`, in both
 * conversions.
 *
 * @param direction undefined if it is not given: the numbers then grow with `positive`
 * @throws FaultError DIRECTION_UNKNOWN if `direction` is neither `positive` nor its opposite
 */
export function signOf(direction: string | undefined, positive: string): 1 | -1 {
  if (direction === undefined || direction === positive) return 1;
  const isOpposite = directions.some((one) => one === positive && opposite(one) === direction);
  if (isOpposite) return -1;
  throw new FaultError([
    {
      code: 'DIRECTION_UNKNOWN',
      what: 'The joint does not move in that direction.',
      where: {},
      found: JSON.stringify(direction),
      expected: `"${positive}" or its opposite`,
      fix: 'Name the one of the two in which the numbers grow.',
    },
  ]);
}
