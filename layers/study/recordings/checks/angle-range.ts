import type { Fault } from '../../../base/faults/index.ts';
import { degreesOf, radiansOf } from '../../../base/numbers/index.ts';
import type { Joint } from '../../../physics/biomechanics/index.ts';
import type { Table } from '../../formats/index.ts';

/** The joint angle stays within 30 degrees of the joint's range. `angleRad` has the joint's sign. */
export function angleInRange(table: Table, column: string, joint: Joint, angleRad: Float64Array): Fault[] {
  const [{ range, positive }] = joint.coordinates;
  const [lower, upper] = range;
  const isOutside = (q: number) => q < lower - marginRad || q > upper + marginRad;
  const at = angleRad.findIndex(isOutside);
  if (at < 0) return [];
  const count = angleRad.reduce((sum, q) => sum + (isOutside(q) ? 1 : 0), 0);
  const wouldFitTurned = !angleRad.some((q) => isOutside(-q));
  return [
    {
      code: 'ANGLE_RANGE',
      what: `The angle leaves the range of the ${joint.name}.`,
      where: { file: table.file, row: table.rows[at]!, column },
      found: `${degrees(angleRad[at]!)} degrees of ${positive} here, and ${count} rows like it`,
      expected: `${degrees(lower - marginRad)} to ${degrees(upper + marginRad)} degrees of ${positive}`,
      fix: wouldFitTurned
        ? `Set signals.angle.positive to the opposite direction, with which the angle fits. Without the field it is "${positive}".`
        : 'Check column, unit and zero of the angle. If the sensor came off, end the recording before this row.',
    },
  ];
}

const marginRad = radiansOf(30);

function degrees(rad: number): string {
  return degreesOf(rad).toFixed(0);
}
