import { degreesOf, rmse } from '../../base/numbers/index.ts';
import { inverseDynamicsOfMovementNm, polynomialAt } from '../../physics/biomechanics/index.ts';
import { alongBlocks, motionStencil } from '../../physics/signals/index.ts';
import {
  columnsOfQuantity,
  contiguousRanges,
  labelsOf,
  type RowRange,
  type SampleTable,
  type TrainingProblem,
} from '../dataset/index.ts';
import type { ModelPredictions } from './score.ts';

/** How well the predictions of one model obey physics on held-out rows; JSON-serialisable. */
export interface PhysicsScore {
  /** A mode, or `single without physics`. */
  readonly model: string;
  /** RMSE of the angle, degrees; null without measured angles. */
  readonly angleRmseDeg: number | null;
  /** The measured torque against sum r F of the predicted forces at the predicted angle; null without measured torque. */
  readonly balance: MomentBalance | null;
  /** Residual of the equation of motion by predicted angle and forces; null without rows whose equation is known. */
  readonly residual: { readonly rmsNm: number; readonly n: number } | null;
}

/** Root mean squares over the rows with a measured torque, N m. */
export interface MomentBalance {
  /** Before forces were projected onto the predicted torque. */
  readonly beforeNm: number;
  /** After it: then sum r F is the predicted torque. The same as before if torque is no output. */
  readonly afterNm: number;
  /** Largest less smallest measured torque. */
  readonly rangeNm: number;
  readonly n: number;
}

/** Predictions for all rows of a table, as published and before the projection. */
export interface PhysicsPredictions {
  readonly model: string;
  readonly predictions: ModelPredictions;
  readonly unbalanced: ModelPredictions;
}

/**
 * Moment balance and residual of predictions, by the first coordinate. Derivatives of the angle are those of the training, along
 * rows that are neighbours in time; rows without whole stencils are left out.
 */
export function scorePhysics(
  table: SampleTable,
  problem: TrainingProblem,
  { model, predictions, unbalanced }: PhysicsPredictions,
): PhysicsScore {
  const measuredRad = labelsOf(table, columnsOfQuantity(problem.outputs, 'angle')[0]!);
  const known = [...measuredRad.keys()].filter((row) => !Number.isNaN(measuredRad[row]));
  const angleOf = (row: number) => predictions.values[row * predictions.outputs]!;
  const angleRmseDeg = rmse(
    known.map((row) => degreesOf(measuredRad[row]!)),
    known.map((row) => degreesOf(angleOf(row))),
  );
  const hasForces = predictions.outputs > problem.coordinates.length;
  return {
    model,
    angleRmseDeg: known.length > 0 ? angleRmseDeg : null,
    balance: hasForces ? balanceOf(table, problem, predictions, unbalanced) : null,
    residual: hasForces ? residualOf(table, problem, predictions) : null,
  };
}

function balanceOf(
  table: SampleTable,
  problem: TrainingProblem,
  predictions: ModelPredictions,
  unbalanced: ModelPredictions,
): MomentBalance | null {
  const width = problem.coordinates.length;
  const isMeasured = problem.recordings.map(({ physics }) => physics === 'measured torque');
  const rows = [...table.recording.keys()].filter(
    (row) => isMeasured[table.recording[row]!] && !Number.isNaN(table.torqueNm[row * width]),
  );
  if (rows.length === 0) return null;
  const measured = rows.map((row) => table.torqueNm[row * width]!);
  const missed = (made: ModelPredictions) =>
    rmse(
      measured,
      rows.map((row) => muscleTorqueNm(made, problem, row)),
    );
  const largest = measured.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  const least = measured.reduce((less, one) => Math.min(less, one), Number.POSITIVE_INFINITY);
  return {
    beforeNm: missed(unbalanced),
    afterNm: missed(predictions),
    rangeNm: largest - least,
    n: rows.length,
  };
}

function residualOf(
  table: SampleTable,
  problem: TrainingProblem,
  predictions: ModelPredictions,
): PhysicsScore['residual'] {
  const { rateHz } = problem.signals;
  const angleRad = Float64Array.from(
    { length: table.rows },
    (_, row) => predictions.values[row * predictions.outputs]!,
  );
  const blocks = neighbours(table, rateHz);
  const velocityRadPerS = alongBlocks(angleRad, motionStencil(1, rateHz), blocks);
  const accelerationRadPerS2 = alongBlocks(angleRad, motionStencil(2, rateHz), blocks);
  let squares = 0;
  let n = 0;
  for (const { start, end } of blocks) {
    const { dynamics } = problem.recordings[table.recording[start]!]!;
    if (!dynamics) continue;
    const neededNm = inverseDynamicsOfMovementNm(dynamics, {
      angleRad: angleRad.subarray(start, end),
      velocityRadPerS: velocityRadPerS.subarray(start, end),
      accelerationRadPerS2: accelerationRadPerS2.subarray(start, end),
    });
    for (const [at, torqueNm] of neededNm.entries()) {
      if (Number.isNaN(torqueNm)) continue;
      squares += (torqueNm - muscleTorqueNm(predictions, problem, start + at)) ** 2;
      n++;
    }
  }
  return n === 0 ? null : { rmsNm: Math.sqrt(squares / n), n };
}

/** sum_i r_i(q) F_i at the predicted angle, with moment arms held at the ends of their range. */
function muscleTorqueNm(
  { values, outputs }: ModelPredictions,
  { coordinates, muscles }: TrainingProblem,
  row: number,
): number {
  const start = row * outputs;
  const [least, largest] = coordinates[0]!.rangeRad;
  const heldRad = Math.max(least, Math.min(values[start]!, largest));
  return muscles.reduce(
    (sum, { momentArmsM }, at) =>
      sum + polynomialAt(momentArmsM[0]!, heldRad) * values[start + coordinates.length + at]!,
    0,
  );
}

/** Runs of rows that follow one another in time: of a thinned table there are none. */
function neighbours(table: SampleTable, rateHz: number): RowRange[] {
  return contiguousRanges(table).flatMap(({ start, end }) => {
    const parts: RowRange[] = [];
    let first = start;
    for (let row = start + 1; row <= end; row++) {
      const continues = row < end && (table.timeS[row]! - table.timeS[row - 1]!) * rateHz < 1.5;
      if (continues) continue;
      parts.push({ start: first, end: row });
      first = row;
    }
    return parts;
  });
}
