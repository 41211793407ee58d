import type { Fault } from '../../../base/faults/index.ts';
import { stencilRows } from '../../../physics/signals/index.ts';
import type { Manifest } from '../../manifest/index.ts';

/** Least duration of a recording, s: the longest lag and one whole stencil. */
export function neededS({ signals, features }: Pick<Manifest, 'signals' | 'features'>): number {
  return Math.max(...features.lagsMs) / 1000 + (stencilRows - 1) / signals.rateHz;
}

/** The recording is at least as long as the model's window. */
export function longEnough(file: string, rows: number, durationS: number, needed: number): Fault[] {
  const isLongEnough = rows >= stencilRows && durationS >= needed;
  if (isLongEnough) return [];
  return [
    {
      code: 'RECORDING_SHORT',
      what: 'The recording is shorter than the window of the model.',
      where: { file },
      found: `${durationS.toPrecision(3)} s in ${rows} rows`,
      expected: `at least ${needed.toPrecision(3)} s: the longest lag and ${stencilRows} samples at the rate of the model`,
      fix: 'Leave the recording out, record longer, or remove the longest lags from features.lagsMs.',
    },
  ];
}
