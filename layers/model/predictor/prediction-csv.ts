import { delimitedLines } from '../../study/formats/index.ts';
import type { GlobalModel } from './global-model.ts';
import type { Prediction } from './predict.ts';
import { predictionTable } from './prediction-table.ts';

/**
 * A prediction as the lines of a CSV table: six significant digits, time to the microsecond. The names of the columns say direction and
 * unit: `knee_flexion_deg` grows with flexion.
 *
 * @returns the header and one line for each row of the prediction, without line ends
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { openModel, predict, predictionCsv } from 'sarcomere';
 *
 * const model = await openModel((name) => readFile(`out/my-study/model/${name}`));
 * const channels = Object.fromEntries(
 *   model.signals.emg.channels.map(({ column }) => [column, Float64Array.from({ length: 3000 }, (_, n) => 0.05 * Math.sin(n))]),
 * );
 * const [header, ...rows] = predictionCsv(predict(model, { sampleRateHz: 1000, channels }), model);
 * header.startsWith('time_s,wrist_flexion_rad,wrist_flexion_deg,force_FCR_N'); // => true
 * rows.length; // => 150
 */
export function predictionCsv(
  prediction: Prediction,
  model: Pick<GlobalModel, 'joint' | 'study' | 'run'>,
): string[] {
  return delimitedLines(predictionTable(prediction, model));
}
