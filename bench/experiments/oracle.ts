import { matrixColumn } from '../../layers/base/numbers/index.ts';
import { labelsOf, type SampleTable } from '../../layers/model/dataset/index.ts';
import type { NetworkOutput } from '../../layers/model/network/index.ts';
import type { ModelPredictions } from '../../layers/model/weighing/testing.ts';

/** Outputs of the local model that is best for each recording, and best for each row, chosen by the true values. */
export function oraclePredictions(
  table: SampleTable,
  locals: readonly NetworkOutput[],
): readonly (readonly [string, ModelPredictions])[] {
  const labels = labelsOf(table, 0);
  const angles = locals.map(({ values, outputs }) => matrixColumn(values, outputs, 0));
  const squares = angles.map((angleRad) => angleRad.map((angle, row) => (angle - labels[row]!) ** 2));
  const bestOfRecording = new Map<number, number>();
  for (const recording of new Set(table.recording)) {
    const sums = squares.map((values) =>
      values.reduce(
        (sum, square, row) => sum + (table.recording[row] === recording && square > 0 ? square : 0),
        0,
      ),
    );
    bestOfRecording.set(recording, sums.indexOf(Math.min(...sums)));
  }
  const choose = (bestOf: (row: number) => number): ModelPredictions => ({
    values: Float64Array.from({ length: table.rows }, (_, row) => angles[bestOf(row)]![row]!),
    outputs: 1,
  });
  const bestOfRow = (row: number) =>
    squares.reduce((best, values, at) => (values[row]! < squares[best]![row]! ? at : best), 0);
  return [
    ['oracle, a model for each recording', choose((row) => bestOfRecording.get(table.recording[row]!)!)],
    ['oracle, a model for each row', choose(bestOfRow)],
  ];
}
