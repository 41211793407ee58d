import { sixDigits } from '../signals/significant.ts';
import type { GlobalModel } from './global-model.ts';
import type { Prediction } from './predict.ts';

/**
 * A prediction as the lines of a CSV table, six significant digits. The names of the columns say direction and
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
export function predictionCsv(prediction: Prediction, { joint }: Pick<GlobalModel, 'joint'>): string[] {
  const angle = `${joint}_${prediction.positive}`;
  const columns: [name: string, values: ArrayLike<number | boolean>][] = [
    ['time_s', prediction.timeS],
    [`${angle}_rad`, prediction.angleRad],
    [`${angle}_deg`, prediction.angleRad.map(degrees)],
    ...[...prediction.forcesN].map(([muscle, forceN]): [string, Float64Array] => [
      `force_${muscle}_N`,
      forceN,
    ]),
    [`spread_${angle}_rad`, prediction.spreadAngleRad],
    ...[...prediction.spreadForcesN].map(([muscle, forceN]): [string, Float64Array] => [
      `spread_force_${muscle}_N`,
      forceN,
    ]),
    ...intervalColumns(prediction, angle),
    ['out_of_range', prediction.outOfRange],
    ['warm_up', prediction.warmUp],
  ];
  const rows = Array.from(prediction.timeS, (_, row) =>
    columns.map(([, values]) => sixDigits(Number(values[row]))).join(','),
  );
  return [columns.map(([name]) => name).join(','), ...rows];
}

function intervalColumns({ interval90 }: Prediction, angle: string): [string, Float64Array][] {
  const { angleRad, forcesN = new Map<string, Float64Array>() } = interval90 ?? {};
  return [
    ...(angleRad ? [[`interval90_${angle}_rad`, angleRad] as [string, Float64Array]] : []),
    ...[...forcesN].map(([muscle, forceN]): [string, Float64Array] => [
      `interval90_force_${muscle}_N`,
      forceN,
    ]),
  ];
}

function degrees(angleRad: number): number {
  return (angleRad * 180) / Math.PI;
}
