/** One output of a model: the angle of a coordinate, or the force of a muscle. */
export interface ModelOutput {
  /** Of the coordinate or of the muscle. */
  readonly name: string;
  readonly quantity: 'angle' | 'force';
  readonly unit: 'rad' | 'N';
}

/** The outputs of every network of a model, in the order of their columns: coordinates first, then muscles. */
export function outputsOf({
  coordinates,
  muscles,
}: {
  readonly coordinates: readonly { readonly name: string; readonly unit: 'rad' }[];
  readonly muscles: readonly string[];
}): ModelOutput[] {
  return [
    ...coordinates.map(({ name, unit }): ModelOutput => ({ name, quantity: 'angle', unit })),
    ...muscles.map((name): ModelOutput => ({ name, quantity: 'force', unit: 'N' })),
  ];
}
