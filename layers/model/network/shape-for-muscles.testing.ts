import type { NetworkShape } from './network.ts';

/** The shape of a network with one angle and the force of each muscle as outputs. */
export function shapeForMuscles({
  inputs,
  hidden,
  muscles,
}: Omit<NetworkShape, 'outputs'> & { readonly muscles: number }): NetworkShape {
  return { inputs, hidden, outputs: ['linear', ...new Array<'softplus'>(muscles).fill('softplus')] };
}
