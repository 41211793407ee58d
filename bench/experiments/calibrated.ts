import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import { rowsUsedFor, rowUses, type SampleTable, takeRows } from '../../layers/model/dataset/index.ts';
import { gapS } from '../../layers/model/dataset/testing.ts';
import type { GlobalModel } from '../../layers/model/predictor/index.ts';
import { calibrate, labelledFromFile, namesLearned, predict } from '../../layers/model/predictor/index.ts';
import type { ModelPredictions } from '../../layers/model/weighing/testing.ts';
import { signOf } from '../../layers/physics/biomechanics/index.ts';
import { interpolate } from '../../layers/physics/signals/index.ts';
import type { StudyFiles } from './studies/study-source.ts';

/** Names of the models that are scored on the rest of a recording. */
export const notCalibrated = (seconds: number) => `published, not calibrated, after ${seconds} s`;
export const calibratedBy = (seconds: number) => `published, calibrated by ${seconds} s`;

/** Part of a recording that is learned from at most; the rest is predicted. */
const mostShare = 2 / 3;

/**
 * Calibrates the model to the first seconds of each held-out recording of a known posture, and predicts the rest: by the
 * calibrated model, and by the uncalibrated one, which is given the task alone, if the task was in its training.
 *
 * @param seconds labelled seconds; two thirds of a recording that is shorter than 1.5 times that
 */
export function calibratedAnswers(
  model: GlobalModel,
  { manifest, files }: StudyFiles,
  heldOut: SampleTable,
  problem: TrainingProblem,
  seconds: number,
): { table: SampleTable; predictions: Map<string, ModelPredictions> }[] {
  const rows = rowsUsedFor(heldOut, rowUses.heldOut);
  return [...new Set(heldOut.recording)].flatMap((at) => {
    const { file, subject, posture, task: done } = problem.recordings[at]!;
    const entry = manifest.recordings[at]!;
    if (posture === 'unknown' || entry.file !== file) return [];
    const whole = labelledFromFile(file, asBytes(files.get(file)!), model, subject);
    const task = namesLearned(model, 'task')?.includes(done) ? done : undefined;
    const lengthS = whole.channels[0]!.length / whole.sampleRateHz;
    const learnedS = Math.min(seconds, mostShare * lengthS);
    const most = Math.round(learnedS * whole.sampleRateHz);
    const channels = whole.channels.map((channel) => channel.subarray(0, most));
    const outcome = calibrate(model, [{ ...whole, task, channels }]);
    const own = rows.filter(
      (row) => heldOut.recording[row] === at && heldOut.timeS[row]! > whole.startS + learnedS + gapS,
    );
    if (own.length === 0) return [];
    const table = takeRows(heldOut, own);
    const { positive, measured } = model.coordinates[0]!;
    const sign = signOf(measured.positive, positive);
    const say = (
      by: GlobalModel,
      named: { subject?: string; task?: string | undefined },
    ): ModelPredictions => {
      const { timeS, angleRad } = predict(by, { ...whole, subject: undefined, ...named });
      const values = interpolate(timeS, angleRad, table.timeS).map((angle) => sign * angle);
      return { values, outputs: 1 };
    };
    return [
      {
        table,
        predictions: new Map([
          [notCalibrated(seconds), say(model, { task })],
          [calibratedBy(seconds), say(outcome.model, { subject, task })],
        ]),
      },
    ];
  });
}

function asBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
