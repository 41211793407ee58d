import { solvePositive } from './solve-positive.ts';

/**
 * The sums over rows that a linear least-squares fit needs: X'X, X'y and y'y. Rows can arrive one by one and need not be
 * kept. The last feature of a row is the constant 1.
 */
export class GramSums {
  /** X'y, one number a feature. */
  readonly moment: Float64Array;
  rows = 0;
  /** X'X, row-major; only the lower triangle is filled. */
  readonly #gram: Float64Array;
  /** y'y. */
  #power = 0;

  /** @param features number of features of a row, the constant included */
  constructor(features: number) {
    this.moment = new Float64Array(features);
    this.#gram = new Float64Array(features * features);
  }

  add(features: ArrayLike<number>, target: number): void {
    const { moment } = this;
    const gram = this.#gram;
    const size = moment.length;
    for (let a = 0; a < size; a++) {
      moment[a]! += features[a]! * target;
      for (let b = 0; b <= a; b++) gram[a * size + b]! += features[a]! * features[b]!;
    }
    this.#power += target * target;
    this.rows++;
  }

  /** The w that makes |y - X w|^2 + ridge rows |w|^2 least, without the constant's weight in the penalty. */
  ridgeCoefficients(ridge: number): Float64Array {
    const size = this.moment.length;
    const matrix = this.#gram.slice();
    for (let at = 0; at < size - 1; at++) matrix[at * size + at]! += ridge * this.rows;
    return solvePositive(matrix, this.moment);
  }

  /** |y - X w|^2 */
  squaredError(weights: ArrayLike<number>): number {
    const { moment } = this;
    const gram = this.#gram;
    const size = moment.length;
    let error = this.#power;
    for (let a = 0; a < size; a++) {
      error -= 2 * weights[a]! * moment[a]!;
      for (let b = 0; b < size; b++)
        error += weights[a]! * weights[b]! * gram[Math.max(a, b) * size + Math.min(a, b)]!;
    }
    return error;
  }
}
