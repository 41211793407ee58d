import { writeFileSync } from 'node:fs';
import type { Quantity, TrainingProblem } from '../../../layers/model/dataset/index.ts';
import { contiguousRanges, networkShapeOf } from '../../../layers/model/dataset/index.ts';
import { initialParameters, type NetworkShape } from '../../../layers/model/network/index.ts';
import {
  type Batch,
  buildBatch,
  coverByStretches,
  randomTable,
  testProblem,
} from '../../../layers/model/training/testing.ts';
import { motionStencil } from '../../../layers/physics/signals/index.ts';

/** Rows of a batch; the last stands for the full batch of a recording session. */
export const batchRows = [64, 256, 2048, 20_480];

/** One batch with the residual, a third of its stretches against measured torque, for a 6-64-64-64-6 network. */
export interface BenchCase {
  readonly rows: number;
  readonly problem: TrainingProblem;
  readonly shape: NetworkShape;
  readonly batch: Batch;
  readonly parameters: Float32Array;
}

export function benchCase(rows: number): BenchCase {
  const problem = testProblem(6, 5, { physicsWeight: 0.3 });
  const shape = { ...networkShapeOf(problem), hidden: [64, 64, 64] };
  const stretches = Array.from({ length: rows / 64 }, (_, at) => ({ rows: 64, recording: at % 3 }));
  const table = randomTable(problem, stretches, 1);
  const batch = buildBatch(table, problem, coverByStretches(contiguousRanges(table), 64));
  return { rows, problem, shape, batch, parameters: Float32Array.from(initialParameters(shape, 1)) };
}

/** Writes a case for programs in other languages: int32 count and sizes, then float32 in the order that they read. */
export function writeCase({ problem, shape, batch, parameters }: BenchCase, file: string): void {
  const { muscles, outputs } = problem;
  const [coordinate] = problem.coordinates;
  const { rangeRad, limit, torqueScaleNm } = coordinate!;
  const powers = Math.max(1, ...muscles.map(({ momentArmsM }) => momentArmsM[0]!.length));
  const [angle, ...forces] = outputs.map(({ scale }) => scale);
  const { counts } = batch;
  const ofQuantity = (matrix: Float32Array, quantity: Quantity) =>
    matrix.filter((_, at) => outputs[at % outputs.length]!.quantity === quantity);
  const sizes = [
    batch.stretches,
    batch.rowsPerStretch,
    shape.inputs,
    muscles.length,
    powers,
    ...shape.hidden,
  ];
  const values = [
    [angle!.mean, angle!.deviation, ...rangeRad],
    [limit.stiffnessNm, limit.steepnessPerRad, limit.upperRad, limit.lowerRad],
    [torqueScaleNm, problem.training.physicsWeight, problem.training.weightDecay],
    [counts.angle, counts.force * muscles.length, counts.residual],
    motionStencil(1, problem.signals.rateHz),
    motionStencil(2, problem.signals.rateHz),
    forces.map(({ deviation }) => deviation),
    ...Array.from({ length: powers }, (_, power) =>
      muscles.map(({ momentArmsM }) => momentArmsM[0]![power] ?? 0),
    ),
    parameters,
    batch.inputs,
    ...(['angle', 'force'] as const).flatMap((quantity) => [
      ofQuantity(batch.labels, quantity),
      ofQuantity(batch.labelWeight, quantity),
    ]),
    ...[batch.residualWeight, batch.torqueNm, batch.torqueMeasured, batch.dynamics],
  ];
  const bytes = [
    new Uint8Array(Int32Array.of(sizes.length, ...sizes).buffer),
    ...values.map((part) => new Uint8Array(Float32Array.from(part).buffer)),
  ];
  writeFileSync(file, Buffer.concat(bytes));
}
