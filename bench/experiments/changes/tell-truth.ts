import type { RecordingCard, SampleTable } from '../../../layers/model/dataset/index.ts';
import { interpolate } from '../../../layers/physics/signals/index.ts';
import { tableOf } from '../../../layers/study/simulation/testing.ts';

/**
 * Replaces the labels of held-out rows by the truth, so that scores are errors against the truth and not against estimated
 * forces. Nothing is learned from these rows.
 *
 * @param truth CSV, by the EMG file of the recording
 */
export function tellTruth(
  table: SampleTable,
  recordings: readonly RecordingCard[],
  truth: ReadonlyMap<string, string>,
): void {
  const width = table.outputs.length;
  for (const at of new Set(table.recording)) {
    const known = tableOf(truth.get(recordings[at]!.file)!);
    const rows = Array.from({ length: table.rows }, (_, row) => row).filter(
      (row) => table.recording[row] === at,
    );
    const timeS = Float64Array.from(rows, (row) => table.timeS[row]!);
    const trueOf = (column: string) => interpolate(known.of('time_s'), known.of(column), timeS);
    for (const [column, { name, quantity }] of table.outputs.entries()) {
      const columns = { angle: 'angle_rad', force: `force_${name}_N`, torque: 'torque_muscle_Nm' };
      const values = trueOf(columns[quantity]);
      for (const [to, row] of rows.entries()) table.labels[row * width + column] = values[to]!;
    }
  }
}
