import type { MeanAndDeviation } from '../../base/numbers/index.ts';
import type { Joint } from '../../physics/biomechanics/index.ts';
import type { InputSource } from './input-sources.ts';
import { columnsOfQuantity, unitOf } from './outputs.ts';
import { rowsUsedFor, rowUses, type SampleTable } from './sample-table.ts';
import type { OutputCard, TrainingProblem } from './training-problem.ts';

/**
 * The coordinates, muscles and outputs of a table, with the scales of outputs, torques and inputs made of EMG, from training rows only, so that held-out rows do not influence the
 * networks even in this way.
 *
 * @param joint with the coordinates and muscles of the table's outputs
 * @param sources sources of the inputs in the table, if they are not its columns
 */
export function measureScales(
  table: SampleTable,
  joint: Joint,
  sources: readonly InputSource[] = table.inputNames.map((_, column) => ({ column, lagRows: 0 })),
): Pick<TrainingProblem, 'inputScales' | 'inputRanges' | 'coordinates' | 'muscles' | 'outputs'> {
  const rows = rowsUsedFor(table, rowUses.train);
  const width = table.inputNames.length;
  const inputs = sources.map(({ column, lagRows }) =>
    statisticsOf(table.inputs, width, column - lagRows * width, rows),
  );
  const forces = columnsOfQuantity(table.outputs, 'force');
  const hasTorque = columnsOfQuantity(table.outputs, 'torque').length > 0;
  const ofOutput = table.outputs.map((_, at) => statisticsOf(table.labels, table.outputs.length, at, rows));
  const muscles = joint.muscles
    .slice(0, forces.length)
    .map(({ name, maxIsometricForceN, momentArmM }, at) => ({
      name,
      maxIsometricForceN,
      momentArmsM: [momentArmM],
      // Forces that the study gives may come from a stronger model of the muscle than that of the joint.
      ...(hasTorque ? { largestForceN: Math.max(maxIsometricForceN, ofOutput[forces[at]!]!.most) } : {}),
    }));
  return {
    inputScales: inputs.map((spread) => scaleOf(spread, 1e-3)),
    inputRanges: inputs.map(({ least, most }) => [least, most] as const),
    coordinates: joint.coordinates.map(({ name, unit, positive, range }, at) => ({
      name,
      unit,
      positive,
      rangeRad: range,
      torqueScaleNm: scaleOf(statisticsOf(table.torqueNm, joint.coordinates.length, at, rows), 1e-3)
        .deviation,
      limit: joint.segment.limit,
    })),
    muscles,
    outputs: table.outputs.map((output, at): OutputCard => {
      const spread = ofOutput[at]!;
      const { name, quantity } = output;
      const unit = unitOf[quantity];
      if (quantity !== 'force')
        return { name, quantity, unit, activation: 'linear', scale: scaleOf(spread, 1e-3) };
      const { maxIsometricForceN } = muscles[forces.indexOf(at)]!;
      // The noise of a muscle that hardly works must not be amplified to the size of other forces.
      const { deviation } = scaleOf(spread, 0.005 * maxIsometricForceN);
      return { name, quantity, unit, activation: 'softplus', scale: { mean: 0, deviation } };
    }),
  };
}

interface ColumnStatistics {
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
function statisticsOf(
  matrix: Float32Array,
  width: number,
  column: number,
  rows: Uint32Array,
): ColumnStatistics {
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
function scaleOf({ count, mean, deviation }: ColumnStatistics, leastDeviation: number): MeanAndDeviation {
  if (count === 0) return { mean: 0, deviation: Math.max(1, leastDeviation) };
  return { mean, deviation: Math.max(deviation, leastDeviation) };
}
