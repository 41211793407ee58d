import type { Problem } from '../preparation/problem.ts';
import { roles, type SampleTable } from '../preparation/sample-table.ts';
import { type Segment, stencilRows } from './segments.ts';

/**
 * Some segments side by side, padded to equal length, scaled as the network sees them. B segments of S rows.
 * A weight of 0 takes a row out of its sum.
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
  /** B x (S - 8), at the centres of whole stencils. */
  readonly residualWeight: Float32Array;
  /** B x (S - 8), in N m; counts where `torqueMeasured` is 1. */
  readonly torqueNm: Float32Array;
  /** B: 1 where the residual is against a measured torque, 0 where it is the equation of motion. */
  readonly torqueMeasured: Float32Array;
  /** B x 6: inertia, damping, gravity cosine, gravity sine, elastic load, its rest angle. */
  readonly dynamics: Float32Array;
  readonly counts: LossCounts;
}

/** How many rows each mean of the loss runs over. Forces count rows times muscles, divided by muscles. */
export interface LossCounts {
  readonly angle: number;
  readonly force: number;
  readonly residual: number;
}

/** Puts segments of a table into a batch. */
export function buildBatch(table: SampleTable, problem: Problem, segments: readonly Segment[]): Batch {
  const count = segments.length;
  const rows = Math.max(stencilRows, ...segments.map((segment) => segment.rows));
  const muscles = problem.muscles.length;
  const width = problem.inputNames.length;
  const centres = rows - (stencilRows - 1);
  const batch = {
    segments: count,
    rowsPerSegment: rows,
    inputs: new Float32Array(count * rows * width),
    angle: new Float32Array(count * rows),
    angleWeight: new Float32Array(count * rows),
    force: new Float32Array(count * rows * muscles),
    forceWeight: new Float32Array(count * rows * muscles),
    residualWeight: new Float32Array(count * centres),
    torqueNm: new Float32Array(count * centres),
    torqueMeasured: new Float32Array(count),
    dynamics: new Float32Array(count * 6),
  };
  for (const [at, segment] of segments.entries()) {
    writeInputs(table, problem, segment, batch.inputs, at * rows);
    writeLabels(table, problem, segment, batch, at * rows);
    writePhysics(table, problem, segment, batch, at, centres);
  }
  const force = sum(batch.forceWeight) / Math.max(1, muscles);
  return {
    ...batch,
    counts: { angle: sum(batch.angleWeight), force, residual: sum(batch.residualWeight) },
  };
}

type Unfinished = Omit<Batch, 'counts'>;

function writeInputs(
  table: SampleTable,
  problem: Problem,
  segment: Segment,
  inputs: Float32Array,
  firstRow: number,
): void {
  const scales = problem.inputScales;
  const width = scales.length;
  for (let row = 0; row < segment.rows; row++) {
    const from = (segment.start + row) * width;
    const to = (firstRow + row) * width;
    for (let at = 0; at < width; at++) {
      const { mean, deviation } = scales[at]!;
      inputs[to + at] = (table.inputs[from + at]! - mean) / deviation;
    }
  }
}

function writeLabels(
  table: SampleTable,
  problem: Problem,
  segment: Segment,
  batch: Unfinished,
  firstRow: number,
): void {
  const { mean, deviation } = problem.angleScaleRad;
  const muscles = problem.muscles;
  for (let row = segment.firstLabelled; row < segment.rows; row++) {
    const from = segment.start + row;
    if (table.role[from] === roles.support) continue;
    const to = firstRow + row;
    const angle = table.angleRad[from]!;
    if (!Number.isNaN(angle)) {
      batch.angle[to] = (angle - mean) / deviation;
      batch.angleWeight[to] = 1;
    }
    for (const [at, { scaleN }] of muscles.entries()) {
      const force = table.forceN[from * muscles.length + at]!;
      if (Number.isNaN(force)) continue;
      batch.force[to * muscles.length + at] = force / scaleN;
      batch.forceWeight[to * muscles.length + at] = 1;
    }
  }
}

function writePhysics(
  table: SampleTable,
  problem: Problem,
  segment: Segment,
  batch: Unfinished,
  at: number,
  centres: number,
): void {
  const card = problem.recordings[table.recording[segment.start]!]!;
  if (card.physics === 'none') return;
  const measured = card.physics === 'measured torque';
  batch.torqueMeasured[at] = measured ? 1 : 0;
  if (card.dynamics) {
    const { inertiaKgM2, dampingNmSPerRad, gravityCosNm, gravitySinNm } = card.dynamics;
    const { elasticNmPerRad, elasticRestRad } = card.dynamics;
    batch.dynamics.set(
      [inertiaKgM2, dampingNmSPerRad, gravityCosNm, gravitySinNm, elasticNmPerRad, elasticRestRad],
      at * 6,
    );
  }
  const half = (stencilRows - 1) / 2;
  for (let centre = 0; centre + stencilRows <= segment.rows; centre++) {
    if (table.role[segment.start + centre + half] === roles.support) continue;
    const torque = table.torqueNm[segment.start + centre + half]!;
    if (measured && Number.isNaN(torque)) continue;
    batch.torqueNm[at * centres + centre] = measured ? torque : 0;
    batch.residualWeight[at * centres + centre] = 1;
  }
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
