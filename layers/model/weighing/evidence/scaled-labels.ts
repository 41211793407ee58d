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
    this.target = this.answer({ angleRad: table.angleRad, forceN: table.forceN });
  }

  /** The predictions of a model for the labels, scaled as the target is. */
  answer({ angleRad, forceN = [] }: ModelAnswer): Float64Array {
    const { angleScaleRad, muscles } = this.problem;
    const angleUnit = angleScaleRad.deviation * Math.sqrt(this.angleRows.length);
    const forceCount = Math.sqrt(this.forceCells.length);
    const values = new Float64Array(this.angleRows.length + this.forceCells.length);
    for (const [at, row] of this.angleRows.entries()) values[at] = angleRad[row]! / angleUnit;
    for (const [at, cell] of this.forceCells.entries()) {
      const unit = muscles[cell % this.table.muscleNames.length]!.scaleN * forceCount;
      values[this.angleRows.length + at] = forceN[cell]! / unit;
    }
    return values;
  }
}
