import { GramSums } from '../../base/numbers/index.ts';
import type { TrainingProblem } from '../dataset/index.ts';
import { columnsOfQuantity, labelsOf, rowUses, type SampleTable } from '../dataset/index.ts';

/** A linear model of the first coordinate's angle, the cheapest baseline: features in, rad out. */
export interface RidgeModel {
  /** One a feature, then the constant; on standardised features. */
  readonly coefficients: Float64Array;
  readonly ridge: number;
}

const ridges = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Ridge regression of the angle on the same features as the networks, from one table after another. The penalty is the
 * one of 1e-4 .. 10 (a share of the rows) with the least error on validation rows, or on training rows if there are no
 * others.
 */
export class RidgeFit {
  private readonly problem: TrainingProblem;
  private readonly train: GramSums;
  private readonly validation: GramSums;

  constructor(problem: TrainingProblem) {
    this.problem = problem;
    const size = problem.inputNames.length + 1;
    this.train = new GramSums(size);
    this.validation = new GramSums(size);
  }

  add(table: SampleTable): void {
    addRows(this.train, table, this.problem, rowUses.train);
    addRows(this.validation, table, this.problem, rowUses.validation);
  }

  model(): RidgeModel {
    const { train, validation } = this;
    const judge = validation.rows > 0 ? validation : train;
    const fits = ridges.map((ridge) => ({ ridge, coefficients: train.ridgeCoefficients(ridge) }));
    return fits.reduce((best, fit) =>
      judge.squaredError(fit.coefficients) < judge.squaredError(best.coefficients) ? fit : best,
    );
  }
}

/** Angle of every row, rad. */
export function runRidge(
  { coefficients }: RidgeModel,
  table: SampleTable,
  problem: TrainingProblem,
): Float64Array {
  const angle = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const features = standardised(table, problem, row);
    for (const [at, value] of features.entries()) angle[row]! += coefficients[at]! * value;
  }
  return angle;
}

function addRows(sums: GramSums, table: SampleTable, problem: TrainingProblem, use: number): void {
  const anglesRad = labelsOf(table, columnsOfQuantity(problem.outputs, 'angle')[0]!);
  for (let row = 0; row < table.rows; row++) {
    const angle = anglesRad[row]!;
    if (table.use[row] !== use || Number.isNaN(angle)) continue;
    sums.add(standardised(table, problem, row), angle);
  }
}

function standardised(table: SampleTable, problem: TrainingProblem, row: number): Float64Array {
  const width = problem.inputNames.length;
  const features = new Float64Array(width + 1);
  for (let at = 0; at < width; at++) {
    const { mean, deviation } = problem.inputScales[at]!;
    features[at] = (table.inputs[row * width + at]! - mean) / deviation;
  }
  features[width] = 1;
  return features;
}
