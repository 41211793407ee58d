import type { Problem } from '../preparation/problem.ts';
import { roles, type SampleTable } from '../preparation/sample-table.ts';
import { solvePositive } from './solve-positive.ts';

/** A linear model of the angle, the baseline that costs nothing: features in, rad out. */
export interface RidgeModel {
  /** One a feature, then the constant; on standardised features. */
  readonly weights: Float64Array;
  readonly ridge: number;
}

const ridges = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Ridge regression of the angle on the same features as the networks, from tables that are seen one by one. The penalty is
 * the one of 1e-4 .. 10 (a share of the rows) with the least error on validation rows; on training rows where there are none.
 */
export class RidgeFit {
  private readonly problem: Problem;
  private readonly train: Sums;
  private readonly validation: Sums;

  constructor(problem: Problem) {
    this.problem = problem;
    const size = problem.inputNames.length + 1;
    this.train = noSums(size);
    this.validation = noSums(size);
  }

  add(table: SampleTable): void {
    addRows(this.train, table, this.problem, roles.train);
    addRows(this.validation, table, this.problem, roles.validation);
  }

  model(): RidgeModel {
    const { train, validation } = this;
    const judge = validation.rows > 0 ? validation : train;
    const fits = ridges.map((ridge) => ({ ridge, weights: solve(train, ridge) }));
    return fits.reduce((best, fit) =>
      squaredError(judge, fit.weights) < squaredError(judge, best.weights) ? fit : best,
    );
  }
}

/** The same, of tables that are all there. */
export function fitRidge(tables: readonly SampleTable[], problem: Problem): RidgeModel {
  const fit = new RidgeFit(problem);
  for (const table of tables) fit.add(table);
  return fit.model();
}

/** Angle of every row, rad. */
export function runRidge({ weights }: RidgeModel, table: SampleTable, problem: Problem): Float64Array {
  const angle = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const features = standardised(table, problem, row);
    for (const [at, value] of features.entries()) angle[row]! += weights[at]! * value;
  }
  return angle;
}

interface Sums {
  readonly gram: Float64Array;
  readonly moment: Float64Array;
  power: number;
  rows: number;
}

function noSums(size: number): Sums {
  return { gram: new Float64Array(size * size), moment: new Float64Array(size), power: 0, rows: 0 };
}

function addRows(sum: Sums, table: SampleTable, problem: Problem, role: number): void {
  const size = sum.moment.length;
  for (let row = 0; row < table.rows; row++) {
    const angle = table.angleRad[row]!;
    if (table.role[row] !== role || Number.isNaN(angle)) continue;
    const features = standardised(table, problem, row);
    for (let a = 0; a < size; a++) {
      sum.moment[a]! += features[a]! * angle;
      for (let b = 0; b <= a; b++) sum.gram[a * size + b]! += features[a]! * features[b]!;
    }
    sum.power += angle * angle;
    sum.rows++;
  }
}

function standardised(table: SampleTable, problem: Problem, row: number): Float64Array {
  const width = problem.inputNames.length;
  const features = new Float64Array(width + 1);
  for (let at = 0; at < width; at++) {
    const { mean, deviation } = problem.inputScales[at]!;
    features[at] = (table.inputs[row * width + at]! - mean) / deviation;
  }
  features[width] = 1;
  return features;
}

/** The constant is not shrunk. */
function solve({ gram, moment, rows }: Sums, ridge: number): Float64Array {
  const size = moment.length;
  const matrix = gram.slice();
  for (let at = 0; at < size - 1; at++) matrix[at * size + at]! += ridge * rows;
  return solvePositive(matrix, moment);
}

/** sum (w x - y)^2, from the sums alone. */
function squaredError({ gram, moment, power }: Sums, weights: Float64Array): number {
  const size = weights.length;
  let error = power;
  for (let a = 0; a < size; a++) {
    error -= 2 * weights[a]! * moment[a]!;
    for (let b = 0; b < size; b++)
      error += weights[a]! * weights[b]! * gram[Math.max(a, b) * size + Math.min(a, b)]!;
  }
  return error;
}
