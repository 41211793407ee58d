import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { degreesOf } from '../../layers/base/numbers/index.ts';
import { warmUpRows } from '../../layers/model/inputs/index.ts';
import { emgFromFile, predict } from '../../layers/model/predictor/index.ts';
import { interpolate } from '../../layers/physics/signals/index.ts';
import { readDelimited } from '../../layers/study/formats/index.ts';
import { openModelFolder } from '../model-folder.ts';
import { openStudyFolder } from '../study-folder.ts';

/** Quantities of one recording, one value a row: `angle` in degrees, and the force of each muscle in N. */
export type Quantities = ReadonlyMap<string, Float64Array>;

/** One held-out recording of a simulated study: the truth, and the predictions of each mode. */
export interface HeldOutPrediction {
  readonly recording: string;
  readonly site: string;
  readonly subject: string;
  readonly task: string;
  readonly timeS: Float64Array;
  readonly truth: Quantities;
  readonly predicted: ReadonlyMap<string, Quantities>;
}

/** Predicts every held-out recording of a simulated study from its raw EMG, and reads its truth, without the warm-up rows,
 * which training leaves out as well. */
export async function predictHeldOut(
  studyDir: string,
  modelDir: string,
): Promise<{ publishedMode: string; recordings: HeldOutPrediction[] }> {
  const { model } = await openModelFolder(modelDir);
  const heldOut = openStudyFolder(studyDir).manifest.recordings.filter(({ split }) => split === 'held-out');
  const recordings = heldOut.map(({ files, site, subject, task }) => {
    const emgFile = files!.emg;
    const emg = emgFromFile(emgFile, readFileSync(join(studyDir, emgFile)), model);
    const predictions = Object.keys(model.modes).map(
      (mode) => [mode, predict(model, { ...emg, subject, site, task }, mode)] as const,
    );
    const { timeS } = predictions[0]![1];
    const first = warmUpRows(model.features, model.signals.rateHz);
    const recording = basename(emgFile, '_emg.csv');
    const rows = timeS.subarray(first);
    return {
      recording,
      site,
      subject,
      task,
      timeS: rows,
      truth: readTruth(studyDir, recording, model.muscles, rows),
      predicted: new Map(
        predictions.map(([mode, { angleRad, forcesN }]) => [
          mode,
          new Map([
            ['angle', angleRad.subarray(first).map(degreesOf)],
            ...[...forcesN].map(([muscle, forceN]) => [muscle, forceN.subarray(first)] as const),
          ]),
        ]),
      ),
    };
  });
  return { publishedMode: model.mode, recordings };
}

function readTruth(
  studyDir: string,
  recording: string,
  muscles: readonly string[],
  timeS: Float64Array,
): Quantities {
  const file = `truth/${recording}.csv`;
  const force = (muscle: string) => `force_${muscle}_N`;
  const wanted = new Set(['time_s', 'angle_rad', ...muscles.map(force)]);
  const { columns } = readDelimited(file, readFileSync(join(studyDir, file)), wanted);
  const at = (column: string) =>
    interpolate(columns.get('time_s')!.values, columns.get(column)!.values, timeS);
  return new Map([
    ['angle', at('angle_rad').map(degreesOf)],
    ...muscles.map((muscle) => [muscle, at(force(muscle))] as const),
  ]);
}
