import { writeFileSync } from 'node:fs';
import type { Problem } from '../../../layers/model/dataset/index.ts';
import { contiguousRanges } from '../../../layers/model/dataset/index.ts';
import { initialParameters, type NetworkShape } from '../../../layers/model/network/index.ts';
import {
  type Batch,
  buildBatch,
  coverBySegments,
  randomTable,
  testProblem,
} from '../../../layers/model/training/testing.ts';
import { motionStencil } from '../../../layers/physics/signals/index.ts';

/** Rows of a batch; the last stands for the full batch of a recording session. */
export const batchRows = [64, 256, 2048, 20_480];

/** One batch with the residual, a third of its segments against measured torque, for a 6-64-64-64-6 network. */
export interface BenchCase {
  readonly rows: number;
  readonly problem: Problem;
  readonly shape: NetworkShape;
  readonly batch: Batch;
  readonly parameters: Float32Array;
}

export function benchCase(rows: number): BenchCase {
  const problem = testProblem(6, 5, { physicsWeight: 0.3 });
  const shape = { inputs: 6, hidden: [64, 64, 64], muscles: 5 };
  const stretches = Array.from({ length: rows / 64 }, (_, at) => ({ rows: 64, recording: at % 3 }));
  const table = randomTable(problem, stretches, 1);
  const batch = buildBatch(table, problem, coverBySegments(contiguousRanges(table), 64));
  return { rows, problem, shape, batch, parameters: Float32Array.from(initialParameters(shape, 1)) };
}

/** Writes a case for programs in other languages: int32 count and sizes, then float32 in the order that they read. */
export function writeCase({ problem, shape, batch, parameters }: BenchCase, file: string): void {
  const { muscles } = problem;
  const powers = Math.max(1, ...muscles.map(({ momentArmM }) => momentArmM.length));
  const { mean, deviation } = problem.angleScaleRad;
  const limit = problem.recordings.find(({ dynamics }) => dynamics)!.dynamics!.limit;
  const { counts } = batch;
  const sizes = [batch.segments, batch.rowsPerSegment, shape.inputs, shape.muscles, powers, ...shape.hidden];
  const values = [
    [mean, deviation, ...problem.angleRangeRad],
    [limit.stiffnessNm, limit.steepnessPerRad, limit.upperRad, limit.lowerRad],
    [problem.torqueScaleNm, problem.training.physicsWeight, problem.training.weightDecay],
    [counts.angle, counts.force * shape.muscles, counts.residual],
    motionStencil(1, problem.signals.rateHz),
    motionStencil(2, problem.signals.rateHz),
    muscles.map(({ scaleN }) => scaleN),
    ...Array.from({ length: powers }, (_, power) => muscles.map(({ momentArmM }) => momentArmM[power] ?? 0)),
    parameters,
    ...[batch.inputs, batch.angle, batch.angleWeight, batch.force, batch.forceWeight],
    ...[batch.residualWeight, batch.torqueNm, batch.torqueMeasured, batch.dynamics],
  ];
  const bytes = [
    new Uint8Array(Int32Array.of(sizes.length, ...sizes).buffer),
    ...values.map((part) => new Uint8Array(Float32Array.from(part).buffer)),
  ];
  writeFileSync(file, Buffer.concat(bytes));
}
