import type { Fault } from '../../../base/faults/index.ts';

/** A held-back third shorter than this would say nothing. */
const shortestS = 9;

export function tooShort(file: string, seconds: number): Fault[] {
  if (seconds >= shortestS) return [];
  return [
    {
      code: 'RECORDING_SHORT',
      what: 'The recording is too short to calibrate on one part of it and measure the gain on another.',
      where: { file },
      found: `${seconds.toFixed(1)} s`,
      expected: `${shortestS} s at least, 20 s or more to be of use`,
      fix: 'Record longer, with several movements through the whole range.',
    },
  ];
}
