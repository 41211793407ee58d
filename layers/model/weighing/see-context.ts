import type { MeanAndDeviation } from '../../base/numbers/index.ts';
import type { TrainingProblem } from '../dataset/index.ts';
import { rowUses, type SampleTable } from '../dataset/index.ts';
import { contextColumns, type SeenContext } from '../inputs/index.ts';

/**
 * Fits the Gaussian to the training rows of one sub-domain. Its deviations are at least a tenth of the deviations of the
 * whole study: a channel that hardly changed must not close the gate alone.
 *
 * @returns undefined if the study has no context, or the tables no training row
 */
export function seeContext(
  tables: readonly SampleTable[],
  problem: TrainingProblem,
): SeenContext | undefined {
  const columns = contextColumns(problem.inputNames);
  if (columns.length === 0) return undefined;
  const width = problem.inputNames.length;
  const rows = tables.flatMap((table) => {
    const own: number[][] = [];
    for (let row = 0; row < table.rows; row++) {
      if (table.use[row] !== rowUses.train) continue;
      own.push(columns.map((column) => table.inputs[row * width + column]!));
    }
    return own;
  });
  if (rows.length === 0) return undefined;
  const scales = columns.map((column, at) =>
    gaussian(
      rows.map((row) => row[at]!),
      problem.inputScales[column]!,
    ),
  );
  const mean = scales.map((scale) => scale.mean);
  const deviation = scales.map((scale) => scale.deviation);
  const distances = rows.map((row) => Math.hypot(...row.map((c, at) => (c - mean[at]!) / deviation[at]!)));
  distances.sort((a, b) => a - b);
  return { mean, deviation, reach: distances[Math.ceil(nearlyAll * distances.length) - 1]! };
}

const nearlyAll = 0.995;
const leastShareOfStudy = 0.1;

function gaussian(values: readonly number[], study: MeanAndDeviation): MeanAndDeviation {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.max(Math.sqrt(variance), leastShareOfStudy * study.deviation) };
}
