import type { Problem, SampleTable } from '../dataset/index.ts';
import type { ModelAnswer } from './score.ts';

/**
 * Error over scaled outputs, summed table by table; no unit. Angle and forces weigh the same, as in the loss. Modes are
 * chosen by this error.
 */
export class ScaledError {
  private readonly problem: Problem;
  private angleSquares = 0;
  private angleCount = 0;
  private forceSquares = 0;
  private forceCount = 0;

  constructor(problem: Problem) {
    this.problem = problem;
  }

  add(table: SampleTable, { values, outputs }: ModelAnswer): void {
    const { angleScaleRad, muscles } = this.problem;
    for (let row = 0; row < table.rows; row++) {
      const angle = table.angleRad[row]!;
      if (!Number.isNaN(angle)) {
        this.angleSquares += ((values[row * outputs]! - angle) / angleScaleRad.deviation) ** 2;
        this.angleCount++;
      }
      if (outputs === 1) continue;
      for (const [at, { scaleN }] of muscles.entries()) {
        const force = table.forceN[row * muscles.length + at]!;
        if (Number.isNaN(force)) continue;
        this.forceSquares += ((values[row * outputs + 1 + at]! - force) / scaleN) ** 2;
        this.forceCount++;
      }
    }
  }

  /** NaN before any row was added. */
  get value(): number {
    const angle = this.angleSquares / this.angleCount;
    return Math.sqrt(this.forceCount > 0 ? (angle + this.forceSquares / this.forceCount) / 2 : angle);
  }
}
