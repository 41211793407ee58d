import type { Joint } from '../biomechanics/joint.ts';
import { nameInputs } from './name-inputs.ts';
import type { MuscleCard, Problem, Scale } from './problem.ts';
import { roles, type SampleTable } from './sample-table.ts';

/**
 * Scales of inputs and outputs, by training rows only: what is held out must not reach the networks even so. Inputs that
 * stand for names stay as they are, 0 or 1.
 */
export function measureScales(
  table: SampleTable,
  joint: Joint,
): Pick<Problem, 'inputScales' | 'inputRanges' | 'angleScaleRad' | 'torqueScaleNm' | 'muscles'> {
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (table.role[row] === roles.train) rows.push(row);
  const width = table.inputNames.length;
  const muscles = table.muscleNames.length;
  const names = new Set(nameInputs(table.inputNames).map(({ column }) => column));
  const inputs = table.inputNames.map((_, at) => rows.map((row) => table.inputs[row * width + at]!));
  return {
    inputScales: inputs.map((values, at) =>
      names.has(at) ? { mean: 0, deviation: 1 } : scaleOf(values, 1e-3),
    ),
    inputRanges: inputs.map((values, at) =>
      names.has(at) ? ([0, 1] as const) : ([least(values), most(values)] as const),
    ),
    angleScaleRad: scaleOf(finite(rows.map((row) => table.angleRad[row]!)), 1e-3),
    torqueScaleNm: scaleOf(finite(rows.map((row) => table.torqueNm[row]!)), 1e-3).deviation,
    muscles: joint.muscles.slice(0, muscles).map((muscle, at): MuscleCard => {
      const forces = finite(rows.map((row) => table.forceN[row * muscles + at]!));
      return {
        name: muscle.name,
        maxIsometricForceN: muscle.maxIsometricForceN,
        momentArmM: muscle.momentArmM,
        // A muscle that hardly works must not have its noise blown up to the size of the others' forces.
        scaleN: scaleOf(forces, 0.005 * muscle.maxIsometricForceN).deviation,
      };
    }),
  };
}

/** Mean and deviation; the deviation at least `leastDeviation`, so that a constant can be divided by it. */
function scaleOf(values: readonly number[], leastDeviation: number): Scale {
  if (values.length === 0) return { mean: 0, deviation: Math.max(1, leastDeviation) };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.max(Math.sqrt(variance), leastDeviation) };
}

function finite(values: readonly number[]): number[] {
  return values.filter(Number.isFinite);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
