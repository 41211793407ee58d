/** Physical quantities that networks predict. Each is one mean of the loss. */
export const quantities = ['angle', 'force'] as const;
export type Quantity = (typeof quantities)[number];

/** Unit of each quantity. */
export const unitOf = { angle: 'rad', force: 'N' } as const satisfies Record<Quantity, string>;

/** An output of the networks, as tables name it. */
export interface OutputName {
  /** Name of the coordinate or muscle. */
  readonly name: string;
  readonly quantity: Quantity;
}

/** Outputs of networks: the angle of each coordinate, then the force of each muscle. */
export function outputNamesOf(
  coordinates: readonly { readonly name: string }[],
  muscles: readonly { readonly name: string }[],
): OutputName[] {
  return [
    ...coordinates.map(({ name }) => ({ name, quantity: 'angle' }) as const),
    ...muscles.map(({ name }) => ({ name, quantity: 'force' }) as const),
  ];
}

/** Columns of the outputs of one quantity, in the order of the outputs. */
export function columnsOfQuantity(
  outputs: readonly Pick<OutputName, 'quantity'>[],
  quantity: Quantity,
): number[] {
  return [...outputs.keys()].filter((at) => outputs[at]!.quantity === quantity);
}
