import type { Fault } from '../../../base/faults/index.ts';
import type { Table } from '../../formats/index.ts';

type AngleUnit = 'deg' | 'rad';

/**
 * The unit in the file's header (OpenSim's `inDegrees`) is that of the manifest. The numbers may show which of the two is
 * wrong.
 */
export function angleUnitAgrees(table: Table, column: string, unit: AngleUnit, angle: Float64Array): Fault[] {
  const agrees = table.angleUnit === undefined || table.angleUnit === unit;
  if (agrees) return [];
  const isHeaderWrong = table.angleUnit === 'rad' && largestOf(angle) > oneTurnRad;
  return [
    {
      code: 'ANGLE_UNIT',
      what: 'The file and the manifest state different units of angles.',
      where: { file: table.file, column },
      found: `${table.angleUnit} in the header of the file`,
      expected: `${unit}, as in signals.angle.unit`,
      fix: isHeaderWrong
        ? 'Write inDegrees=yes in the header of the file: its numbers are too large to be radians.'
        : `Set signals.angle.unit to "${table.angleUnit}".`,
    },
  ];
}

/** An angle in radians stays within one turn. */
export function angleNotDegrees(
  { file, angleUnit }: Pick<Table, 'file' | 'angleUnit'>,
  column: string,
  unit: AngleUnit,
  angle: Float64Array,
): Fault[] {
  const largest = largestOf(angle);
  const isWithinTurn = unit === 'deg' || largest <= oneTurnRad;
  if (isWithinTurn) return [];
  return [
    {
      code: 'ANGLE_UNIT',
      what: 'The angle is too large to be in radians.',
      where: { file, column },
      found: `${largest.toPrecision(4)} rad`,
      expected: 'less than one turn',
      fix:
        angleUnit === 'rad'
          ? 'If the column is in degrees, set signals.angle.unit to "deg" and write inDegrees=yes in the header of the file.'
          : 'Set signals.angle.unit to "deg" if the column is in degrees.',
    },
  ];
}

/** An angle in degrees exceeds +-3.2, which is half a turn in radians. */
export function angleLooksRadian(file: string, column: string, angleDeg: Float64Array): Fault[] {
  const largest = largestOf(angleDeg);
  if (largest >= 3.2) return [];
  return [
    {
      code: 'ANGLE_LOOKS_RADIAN',
      what: 'The angle looks as if it were in radians.',
      where: { file, column },
      found: `at most ${largest.toPrecision(3)} degrees`,
      expected: 'a movement of more than 3.2 degrees',
      fix: 'If the column is in radians, set signals.angle.unit to "rad"; the header of an OpenSim file must then say inDegrees=no.',
    },
  ];
}

const oneTurnRad = 2 * Math.PI;

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (const v of values) if (Math.abs(v) > largest) largest = Math.abs(v);
  return largest;
}
