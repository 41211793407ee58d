import type { Fault } from '../../../base/faults/index.ts';

/** The held-back third of a shorter recording is too short to measure the gain. */
const shortestS = 9;

export function tooShort(file: string, seconds: number): Fault[] {
  if (seconds >= shortestS) return [];
  return [
    {
      code: 'RECORDING_SHORT',
      what: 'The recording is too short to calibrate on one part of it and measure the gain on another.',
      where: { file },
      found: `${seconds.toFixed(1)} s`,
      expected: `at least ${shortestS} s, better 20 s or more`,
      fix: 'Record longer, with several movements through the whole range.',
    },
  ];
}
