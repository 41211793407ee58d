import type { Problem, SampleTable } from '../../dataset/index.ts';
import type { ModelAnswer } from '../score.ts';

/**
 * The labels of a table as one vector, and the predictions for them as another. Their squared distance is the error by
 * which modes are judged: mean (q^ - q)^2 / s_q^2 + mean (F^_i - F_i)^2 / s_Fi^2 over all labels.
 */
export class ScaledLabels {
  readonly target: Float64Array;
  private readonly table: SampleTable;
  private readonly problem: Problem;
  private readonly angleRows: number[] = [];
  private readonly forceCells: number[] = [];

  constructor(table: SampleTable, problem: Problem) {
    this.table = table;
    this.problem = problem;
    for (let row = 0; row < table.rows; row++)
      if (!Number.isNaN(table.angleRad[row])) this.angleRows.push(row);
    for (const [at, force] of table.forceN.entries()) if (!Number.isNaN(force)) this.forceCells.push(at);
    const { angleRad, forceN } = table;
    this.target = this.scaled(
      (row) => angleRad[row]!,
      (cell) => forceN[cell]!,
    );
  }

  /** The predictions of a model for the labels, scaled as the target is. */
  answer({ values, outputs }: ModelAnswer): Float64Array {
    const muscles = this.table.muscleNames.length;
    return this.scaled(
      (row) => values[row * outputs]!,
      (cell) => values[Math.floor(cell / muscles) * outputs + 1 + (cell % muscles)]!,
    );
  }

  private scaled(angleOf: (row: number) => number, forceOf: (cell: number) => number): Float64Array {
    const { angleScaleRad, muscles } = this.problem;
    const angleUnit = angleScaleRad.deviation * Math.sqrt(this.angleRows.length);
    const forceCount = Math.sqrt(this.forceCells.length);
    const values = new Float64Array(this.angleRows.length + this.forceCells.length);
    for (const [at, row] of this.angleRows.entries()) values[at] = angleOf(row) / angleUnit;
    for (const [at, cell] of this.forceCells.entries()) {
      const unit = muscles[cell % this.table.muscleNames.length]!.scaleN * forceCount;
      values[this.angleRows.length + at] = forceOf(cell) / unit;
    }
    return values;
  }
}
