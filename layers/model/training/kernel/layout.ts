import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import { stencilReach, stencilRows } from '../../../physics/signals/index.ts';

/** Float64 scalars of a problem in the kernel's order; the stencils of velocity and acceleration follow. */
export const problemScalars = [
  'meanRad',
  'deviationRad',
  'lowestRad',
  'highestRad',
  'limitStiffnessNm',
  'limitSteepnessPerRad',
  'limitUpperRad',
  'limitLowerRad',
] as const;

/** Number of float64 constants of a problem: scalars and both stencils. */
export const constantCount = problemScalars.length + 2 * stencilRows;

/** The text of `assembly/layout.ts`: the offset of each number in the kernel's memory, in bytes. */
export function layoutText(): string {
  const constant = (name: string, value: number) => `export const ${name}: usize = ${value};`;
  const scalarBytes = 8;
  const dynamicsBytes = 4;
  const stencilsStart = problemScalars.length * scalarBytes;
  return [
    '// Written by `npm run build:kernel` from ../layout.ts and dynamicsLayout; a test compares them.',
    '',
    constant('stencilRows', stencilRows),
    constant('stencilReach', stencilReach),
    '',
    '/** Float64 constants of a problem, from `constants` on. */',
    ...problemScalars.map((name, at) => constant(name, at * scalarBytes)),
    constant('velocityStencil', stencilsStart),
    constant('accelerationStencil', stencilsStart + stencilRows * scalarBytes),
    '',
    '/** Float32 numbers of the equation of motion of a segment, from `dynamics` on. */',
    ...dynamicsLayout.map((name, at) => constant(name, at * dynamicsBytes)),
    '',
  ].join('\n');
}
