/** Words of the file for directions of a movement, each with its opposite. A joint with a new direction needs its words here. */
const pairs: readonly (readonly [string, string])[] = [
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
];

export const directionWords: readonly string[] = pairs.flat();

/** True for a direction and itself or its opposite. */
export function areOfOneMovement(one: string, other: string): boolean {
  return pairs.some((pair) => pair.includes(one) && pair.includes(other));
}
