import type { Problem } from '../preparation/problem.ts';
import type { RowRange, SampleTable } from '../preparation/sample-table.ts';
import { buildBatch, type LossCounts } from './batch.ts';
import type { Loss, Objective } from './engine.ts';
import { coverBySegments, type Segment } from './segments.ts';

const segmentRows = 256;
const segmentsPerPart = 16;

/** Loss and gradient over all rows of some ranges, part by part, so that memory does not grow with them. */
export class FullPass {
  readonly counts: LossCounts;
  private readonly parts: Segment[][] = [];
  private readonly table: SampleTable;
  private readonly problem: Problem;
  private readonly objective: Objective;

  constructor(table: SampleTable, problem: Problem, objective: Objective, ranges: readonly RowRange[]) {
    this.table = table;
    this.problem = problem;
    this.objective = objective;
    const segments = coverBySegments(ranges, segmentRows).sort(
      (a, b) => b.rows - a.rows || a.start - b.start,
    );
    for (let at = 0; at < segments.length; at += segmentsPerPart) {
      this.parts.push(segments.slice(at, at + segmentsPerPart));
    }
    const counts = { angle: 0, force: 0, residual: 0 };
    for (const part of this.parts) {
      const batch = buildBatch(table, problem, part);
      counts.angle += batch.counts.angle;
      counts.force += batch.counts.force;
      counts.residual += batch.counts.residual;
    }
    this.counts = counts;
  }

  /** @param gradient filled with the gradient where given */
  loss(parameters: Float64Array, gradient?: Float64Array): Loss {
    gradient?.fill(0);
    const rounded = Float32Array.from(parameters);
    const sum = { total: 0, angle: 0, force: 0, physics: 0 };
    for (const part of this.parts) {
      const batch = buildBatch(this.table, this.problem, part);
      const loss = this.objective.evaluate(rounded, batch, this.counts, 1 / this.parts.length, gradient);
      sum.total += loss.total;
      sum.angle += loss.angle;
      sum.force += loss.force;
      sum.physics += loss.physics;
    }
    return sum;
  }
}
