import { type OutputName, outputNamesOf } from './outputs.ts';

/** Outputs of a table: the angle of a wrist, and the force of each muscle. */
export function wristOutputs(...muscles: readonly string[]): OutputName[] {
  return outputNamesOf(
    [{ name: 'wrist' }],
    muscles.map((name) => ({ name })),
  );
}
