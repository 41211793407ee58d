import type { Fault } from '../../../base/faults/index.ts';

/** A warning if the angle never changes: a held joint, or a sensor that was off. */
export function angleConstant(file: string, column: string, angle: Float64Array): Fault[] {
  const isConstant = angle.length > 1 && angle.every((q) => q === angle[0]);
  if (!isConstant) return [];
  return [
    {
      code: 'ANGLE_CONSTANT',
      what: 'The joint angle never changes.',
      where: { file, column },
      found: `${angle[0]} in all ${angle.length} rows`,
      expected: 'a movement',
      fix: 'Leave the recording out if the sensor was off.',
    },
  ];
}
