import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { emgFromFile } from '../layers/ensemble/emg-input/emg-from-file.ts';
import { loadGlobalModel } from '../layers/ensemble/load-global-model.ts';
import { pearson } from '../layers/ensemble/metrics/pearson.ts';
import { rmse } from '../layers/ensemble/metrics/rmse.ts';
import { predict } from '../layers/ensemble/predict.ts';
import { readDelimited } from '../layers/recordings/delimited-text.ts';
import { interpolate } from '../layers/signals/resample.ts';
import { openStudyFolder } from './study-folder.ts';

/** How one mode does on the held-out recordings of a simulated study, against what the simulation knows. */
export interface TruthErrors {
  readonly mode: string;
  readonly isPublished: boolean;
  readonly angleRmseDeg: number;
  readonly angleR: number;
  /** By muscle, against the true force (training saw only forces estimated from angle and EMG). */
  readonly forceRmseN: Readonly<Record<string, number>>;
  readonly forceR: Readonly<Record<string, number>>;
}

/** Predicts every held-out recording of a simulated study from its raw EMG, and compares with `truth/`. */
export async function compareWithTruth(studyDir: string, modelDir: string): Promise<TruthErrors[]> {
  const model = await loadGlobalModel(async (name) => readFileSync(join(modelDir, name)));
  const { manifest } = openStudyFolder(studyDir);
  const heldOut = manifest.recordings.filter(({ split }) => split === 'held-out');
  return Object.keys(model.modes).map((mode) => {
    const pairs = new Map<string, { truth: number[]; predicted: number[] }>();
    for (const { files, subject } of heldOut) {
      const emgFile = files!.emg;
      const emg = emgFromFile(emgFile, readFileSync(join(studyDir, emgFile)), model);
      const prediction = predict(model, { ...emg, subject }, mode);
      const first = prediction.warmUp.indexOf(false);
      const timeS = prediction.timeS.subarray(first);
      const truth = readTruth(studyDir, basename(emgFile, '_emg.csv'), model.muscles);
      const add = (name: string, column: string, predicted: Float64Array) => {
        const pair = pairs.get(name) ?? { truth: [], predicted: [] };
        pair.truth.push(...interpolate(truth.get('time_s')!, truth.get(column)!, timeS));
        pair.predicted.push(...predicted.subarray(first));
        pairs.set(name, pair);
      };
      add('angle', 'angle_rad', prediction.angleRad.map(degrees));
      for (const [muscle, forceN] of prediction.forcesN) add(muscle, `force_${muscle}_N`, forceN);
    }
    const figures = [...pairs].map(([name, { truth, predicted }]) => {
      const measured = name === 'angle' ? truth.map(degrees) : truth;
      return { name, rmse: rmse(measured, predicted), r: pearson(measured, predicted) };
    });
    const forces = figures.filter(({ name }) => name !== 'angle');
    const angle = figures.find(({ name }) => name === 'angle')!;
    return {
      mode,
      isPublished: mode === model.mode,
      angleRmseDeg: angle.rmse,
      angleR: angle.r,
      forceRmseN: Object.fromEntries(forces.map((force) => [force.name, force.rmse])),
      forceR: Object.fromEntries(forces.map((force) => [force.name, force.r])),
    };
  });
}

/** The table of errors, for a terminal. */
export function truthLines(errors: readonly TruthErrors[]): string[] {
  const muscles = Object.keys(errors[0]?.forceRmseN ?? {});
  return [
    '',
    'Against the known truth, on held-out recordings at an unseen speed: RMSE (Pearson r)',
    ['mode', 'angle, deg', ...muscles.map((muscle) => `${muscle}, N`)].map(cell).join(''),
    ...errors.map(({ mode, isPublished, angleRmseDeg, angleR, forceRmseN, forceR }) =>
      [
        `${mode}${isPublished ? ' *' : ''}`,
        `${angleRmseDeg.toFixed(1)} (${angleR.toFixed(2)})`,
        ...muscles.map((muscle) => `${forceRmseN[muscle]!.toFixed(1)} (${forceR[muscle]!.toFixed(2)})`),
      ]
        .map(cell)
        .join(''),
    ),
    '* published',
  ];
}

function readTruth(
  studyDir: string,
  recording: string,
  muscles: readonly string[],
): Map<string, Float64Array> {
  const file = `truth/${recording}.csv`;
  const wanted = new Set(['time_s', 'angle_rad', ...muscles.map((muscle) => `force_${muscle}_N`)]);
  const table = readDelimited(file, readFileSync(join(studyDir, file)), wanted);
  return new Map([...table.columns].map(([name, { values }]) => [name, values]));
}

function cell(text: string): string {
  return text.padEnd(17);
}

function degrees(angleRad: number): number {
  return (angleRad * 180) / Math.PI;
}
