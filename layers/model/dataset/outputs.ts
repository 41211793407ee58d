/** Physical quantities that networks predict. Each is one mean of the loss. */
export const quantities = ['angle', 'force', 'torque'] as const;
export type Quantity = (typeof quantities)[number];

/** Unit of each quantity. */
export const unitOf = { angle: 'rad', force: 'N', torque: 'N m' } as const satisfies Record<Quantity, string>;

/** An output of the networks, as tables name it. */
export interface OutputName {
  /** Name of the coordinate or muscle. */
  readonly name: string;
  readonly quantity: Quantity;
}

/**
 * Outputs of networks: the angle of each coordinate, then the force of each muscle, then the torque about each coordinate.
 *
 * @param hasTorque true if a training row has a measured torque
 */
export function outputNamesOf(
  coordinates: readonly { readonly name: string }[],
  muscles: readonly { readonly name: string }[],
  hasTorque: boolean = false,
): OutputName[] {
  return [
    ...coordinates.map(({ name }) => ({ name, quantity: 'angle' }) as const),
    ...muscles.map(({ name }) => ({ name, quantity: 'force' }) as const),
    ...(hasTorque ? coordinates.map(({ name }) => ({ name, quantity: 'torque' }) as const) : []),
  ];
}

/**
 * Weight of the mean of each quantity in the loss, and in every error over several quantities: angle and forces weigh the same,
 * and each torque as much as one force.
 */
export function quantityWeights(
  outputs: readonly Pick<OutputName, 'quantity'>[],
): Readonly<Record<Quantity, number>> {
  const count = (quantity: Quantity) => columnsOfQuantity(outputs, quantity).length;
  return { angle: 1, force: 1, torque: count('torque') / Math.max(1, count('force')) };
}

/** Columns of the outputs of one quantity, in the order of the outputs. */
export function columnsOfQuantity(
  outputs: readonly Pick<OutputName, 'quantity'>[],
  quantity: Quantity,
): number[] {
  return [...outputs.keys()].filter((at) => outputs[at]!.quantity === quantity);
}
