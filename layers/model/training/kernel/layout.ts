import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import { stencilReach, stencilRows } from '../../../physics/signals/index.ts';

/** Float64 scalars of a coordinate in the kernel's order; the stencils of velocity and acceleration follow. */
export const coordinateScalars = [
  'meanRad',
  'deviationRad',
  'lowestRad',
  'highestRad',
  'limitStiffnessNm',
  'limitSteepnessPerRad',
  'limitUpperRad',
  'limitLowerRad',
] as const;

/** Number of float64 constants of a coordinate: scalars and both stencils. */
export const constantCount = coordinateScalars.length + 2 * stencilRows;

/** Number of float64 in the scratch memory of a residual: four columns of the rows with their margins, a stencil, the arms. */
export function residualRoom(rows: number, columns: number): number {
  return 3 * (rows + 2) + (rows + 2 * stencilRows) + stencilRows + columns;
}

/** The text of `assembly/layout.ts`: the offset of each number in the kernel's memory, in bytes. */
export function layoutText(): string {
  const constant = (name: string, value: number) => `export const ${name}: usize = ${value};`;
  const scalarBytes = 8;
  const dynamicsBytes = 4;
  const stencilsStart = coordinateScalars.length * scalarBytes;
  return [
    '// Written by `npm run build:kernel` from ../layout.ts and dynamicsLayout; a test compares them.',
    '',
    constant('stencilRows', stencilRows),
    constant('stencilReach', stencilReach),
    '',
    '/** Float64 constants of a coordinate, from `constants` on. */',
    ...coordinateScalars.map((name, at) => constant(name, at * scalarBytes)),
    constant('velocityStencil', stencilsStart),
    constant('accelerationStencil', stencilsStart + stencilRows * scalarBytes),
    '',
    '/** Float32 numbers of the equation of motion of a stretch, from `dynamics` on. */',
    ...dynamicsLayout.map((name, at) => constant(name, at * dynamicsBytes)),
    '',
  ].join('\n');
}
