import type { Fault } from '../../faults/fault.ts';
import type { Manifest } from '../manifest.ts';

/** The stencil of the derivative of the predicted angle: nine samples at the model's rate. */
const STENCIL_SAMPLES = 9;

/** Seconds that a recording needs so that one sample sees its longest lag and one whole stencil. */
export function neededS({ signals, features }: Pick<Manifest, 'signals' | 'features'>): number {
  return Math.max(...features.lagsMs) / 1000 + (STENCIL_SAMPLES - 1) / signals.rateHz;
}

/** The recording is as long as the model's window. */
export function longEnough(file: string, rows: number, durationS: number, needed: number): Fault[] {
  const isLongEnough = rows >= STENCIL_SAMPLES && durationS >= needed;
  if (isLongEnough) return [];
  return [
    {
      code: 'RECORDING_SHORT',
      what: 'The recording is shorter than the window of the model.',
      where: { file },
      found: `${durationS.toPrecision(3)} s in ${rows} rows`,
      expected: `at least ${needed.toPrecision(3)} s: the longest lag and nine samples at the rate of the model`,
      fix: 'Leave the recording out, record longer, or shorten features.lagsMs.',
    },
  ];
}
