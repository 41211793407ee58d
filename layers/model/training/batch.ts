import { dynamicsLayout } from '../../physics/biomechanics/index.ts';
import { stencilReach, stencilRows } from '../../physics/signals/index.ts';
import type { Problem } from '../dataset/index.ts';
import { roles, type SampleTable } from '../dataset/index.ts';
import { residualWeight } from './residual-weight.ts';
import { ScaledInputs } from './scaled-inputs.ts';
import { type ScaledTable, scaleTable } from './scaled-table.ts';
import type { Segment } from './segments.ts';

/**
 * Segments side by side, padded to equal length, scaled for the network. B segments of S rows.
 * A weight of 0 excludes a row from its sum.
 */
export interface Batch {
  readonly segments: number;
  readonly rowsPerSegment: number;
  /** B x S x inputs, standardised. */
  readonly inputs: Float32Array;
  /** B x S, in deviations from the mean angle. */
  readonly angle: Float32Array;
  readonly angleWeight: Float32Array;
  /** B x S x muscles, in units of each muscle's force scale. */
  readonly force: Float32Array;
  readonly forceWeight: Float32Array;
  /** B x (S - 8), at the centres of whole stencils: weight of the recording's residual. */
  readonly residualWeight: Float32Array;
  /** B x (S - 8), in N m; counts where `torqueMeasured` is 1. */
  readonly torqueNm: Float32Array;
  /** B: 1 if the residual is against a measured torque, 0 if it is the equation of motion. */
  readonly torqueMeasured: Float32Array;
  /** B x terms, in the order of `dynamicsLayout`; 0 if the residual is not the equation of motion. */
  readonly dynamics: Float32Array;
  readonly counts: LossCounts;
}

const terms = dynamicsLayout.length;

/** Number of rows in each mean of the loss. Forces count rows times muscles, divided by muscles. */
export interface LossCounts {
  readonly angle: number;
  readonly force: number;
  readonly residual: number;
}

/**
 * Builds batches from segments of one table, always in the same memory: a batch is valid until the next one is built.
 * A batch of an earlier size allocates nothing.
 */
export class BatchBuilder {
  private readonly problem: Problem;
  private readonly table: ScaledTable;
  private readonly inputs: ScaledInputs;
  private readonly residualWeights: readonly number[];
  private readonly width: number;
  private readonly muscles: number;
  private memory = new Float32Array(0);
  private batches = new Map<number, Reused>();

  constructor(table: SampleTable, problem: Problem) {
    this.problem = problem;
    this.table = scaleTable(table, problem);
    this.inputs = new ScaledInputs(table, problem);
    this.residualWeights = problem.recordings.map((card) => residualWeight(card, problem));
    this.width = problem.inputNames.length;
    this.muscles = problem.muscles.length;
  }

  build(segments: readonly Segment[]): Batch {
    let rows = stencilRows;
    for (const segment of segments) rows = Math.max(rows, segment.rows);
    const batch = this.batchOf(segments.length, rows);
    const { counts } = batch;
    counts.angle = 0;
    counts.force = 0;
    counts.residual = 0;
    for (let at = 0; at < segments.length; at++) {
      this.writeInputs(segments[at]!, batch, at * rows);
      this.writeLabels(segments[at]!, batch, at * rows);
      this.writePhysics(segments[at]!, batch, at);
    }
    counts.force /= Math.max(1, this.muscles);
    return batch;
  }

  /** A batch of this size over the common memory, which still has the earlier content. */
  private batchOf(segments: number, rows: number): Reused {
    const key = segments * 2 ** 26 + rows;
    const known = this.batches.get(key);
    if (known) return known;
    const { width, muscles } = this;
    const centres = rows - (stencilRows - 1);
    const perSegment = rows * (width + 2 + 2 * muscles) + 2 * centres + 1 + terms;
    if (segments * perSegment > this.memory.length) {
      this.memory = new Float32Array(segments * perSegment);
      this.batches.clear();
    }
    let end = 0;
    const take = (count: number) => {
      end += count;
      return this.memory.subarray(end - count, end);
    };
    const batch: Reused = {
      segments,
      rowsPerSegment: rows,
      inputs: take(segments * rows * width),
      angle: take(segments * rows),
      angleWeight: take(segments * rows),
      force: take(segments * rows * muscles),
      forceWeight: take(segments * rows * muscles),
      residualWeight: take(segments * centres),
      torqueNm: take(segments * centres),
      torqueMeasured: take(segments),
      dynamics: take(segments * terms),
      counts: { angle: 0, force: 0, residual: 0 },
    };
    this.batches.set(key, batch);
    return batch;
  }

  private writeInputs({ start, rows }: Segment, { inputs, rowsPerSegment }: Batch, firstRow: number): void {
    const { width } = this;
    this.inputs.write(start, rows, inputs, firstRow * width);
    inputs.fill(0, (firstRow + rows) * width, (firstRow + rowsPerSegment) * width);
  }

  private writeLabels({ start, rows, firstLabelled }: Segment, batch: Reused, firstRow: number): void {
    const { table, muscles } = this;
    const { angle, angleWeight, force, forceWeight, rowsPerSegment, counts } = batch;
    for (let row = 0; row < rowsPerSegment; row++) {
      const from = start + row;
      const to = firstRow + row;
      const isLabelled = row >= firstLabelled && row < rows && table.role[from] !== roles.support;
      const angleHere = isLabelled ? table.angle[from]! : Number.NaN;
      const angleCounts = Number.isNaN(angleHere) ? 0 : 1;
      angle[to] = angleCounts ? angleHere : 0;
      angleWeight[to] = angleCounts;
      counts.angle += angleCounts;
      for (let at = 0; at < muscles; at++) {
        const forceHere = isLabelled ? table.force[from * muscles + at]! : Number.NaN;
        const forceCounts = Number.isNaN(forceHere) ? 0 : 1;
        force[to * muscles + at] = forceCounts ? forceHere : 0;
        forceWeight[to * muscles + at] = forceCounts;
        counts.force += forceCounts;
      }
    }
  }

  private writePhysics(segment: Segment, batch: Reused, at: number): void {
    const { table, problem, residualWeights } = this;
    const centres = batch.rowsPerSegment - (stencilRows - 1);
    const recording = table.recording[segment.start]!;
    const { dynamics, physics } = problem.recordings[recording]!;
    const isMeasured = physics === 'measured torque';
    batch.torqueMeasured[at] = isMeasured ? 1 : 0;
    for (let term = 0; term < terms; term++)
      batch.dynamics[at * terms + term] = dynamics?.[dynamicsLayout[term]!] ?? 0;
    for (let centre = 0; centre < centres; centre++) {
      const row = segment.start + centre + stencilReach;
      const isWhole = physics !== 'none' && centre + stencilRows <= segment.rows;
      const torqueNm = isMeasured ? table.torqueNm[row]! : 0;
      const counts = isWhole && table.role[row] !== roles.support && !Number.isNaN(torqueNm) ? 1 : 0;
      batch.torqueNm[at * centres + centre] = counts ? torqueNm : 0;
      batch.residualWeight[at * centres + centre] = counts * residualWeights[recording]!;
      batch.counts.residual += counts;
    }
  }
}

type Reused = Omit<Batch, 'counts'> & { readonly counts: { -readonly [part in keyof LossCounts]: number } };
