import type { Joint } from '../../physics/biomechanics/index.ts';
import type { InputSource } from './input-sources.ts';
import type { MuscleCard, Problem, Scale } from './problem.ts';
import { roles, rowsInRole, type SampleTable } from './sample-table.ts';

/**
 * Scales of the inputs made of EMG and of the outputs, from training rows only, so that held-out rows do not influence the
 * networks even in this way.
 *
 * @param sources sources of the inputs in the table, if they are not its columns
 */
export function measureScales(
  table: SampleTable,
  joint: Joint,
  sources: readonly InputSource[] = table.inputNames.map((_, column) => ({ column, lagRows: 0 })),
): Pick<Problem, 'inputScales' | 'inputRanges' | 'angleScaleRad' | 'torqueScaleNm' | 'muscles'> {
  const rows = rowsInRole(table, roles.train);
  const width = table.inputNames.length;
  const muscles = table.muscleNames.length;
  const inputs = sources.map(({ column, lagRows }) =>
    spreadOf(table.inputs, width, column - lagRows * width, rows),
  );
  return {
    inputScales: inputs.map((spread) => scaleOf(spread, 1e-3)),
    inputRanges: inputs.map(({ least, most }) => [least, most] as const),
    angleScaleRad: scaleOf(spreadOf(table.angleRad, 1, 0, rows), 1e-3),
    torqueScaleNm: scaleOf(spreadOf(table.torqueNm, 1, 0, rows), 1e-3).deviation,
    muscles: joint.muscles.slice(0, muscles).map(
      (muscle, at): MuscleCard => ({
        name: muscle.name,
        maxIsometricForceN: muscle.maxIsometricForceN,
        momentArmM: muscle.momentArmM,
        // The noise of a muscle that hardly works must not be amplified to the size of other forces.
        scaleN: scaleOf(spreadOf(table.forceN, muscles, at, rows), 0.005 * muscle.maxIsometricForceN)
          .deviation,
      }),
    ),
  };
}

interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Statistics of the finite values in one column of a matrix (row-major), in the given rows, perhaps millions. A negative
 * column number refers to an earlier row.
 */
function spreadOf(matrix: Float32Array, width: number, column: number, rows: Uint32Array): Spread {
  let count = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = matrix[row * width + column]!;
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const mean = sum / count;
  let squares = 0;
  for (const row of rows) {
    const value = matrix[row * width + column]!;
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  return { count, mean, deviation: Math.sqrt(squares / count), least, most };
}

/** Mean and deviation; the deviation is at least `leastDeviation`, so that constants can be divided by it. */
function scaleOf({ count, mean, deviation }: Spread, leastDeviation: number): Scale {
  if (count === 0) return { mean: 0, deviation: Math.max(1, leastDeviation) };
  return { mean, deviation: Math.max(deviation, leastDeviation) };
}
