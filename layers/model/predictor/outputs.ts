/** One output of a model: the angle of a coordinate, the force of a muscle, or the torque about a coordinate. */
export interface ModelOutput {
  /** Of the coordinate or of the muscle. */
  readonly name: string;
  readonly quantity: 'angle' | 'force' | 'torque';
  readonly unit: 'rad' | 'N' | 'N m';
}

/** The outputs of every local model, in the order of their columns: angles, then forces, then torques if there are any. */
export function outputsOf({
  coordinates,
  muscles,
  torque,
}: {
  readonly coordinates: readonly { readonly name: string; readonly unit: 'rad' }[];
  readonly muscles: readonly string[];
  /** Absent: torque is no output. */
  readonly torque?: object;
}): ModelOutput[] {
  return [
    ...coordinates.map(({ name, unit }): ModelOutput => ({ name, quantity: 'angle', unit })),
    ...muscles.map((name): ModelOutput => ({ name, quantity: 'force', unit: 'N' })),
    ...(torque
      ? coordinates.map(({ name }): ModelOutput => ({ name, quantity: 'torque', unit: 'N m' }))
      : []),
  ];
}
