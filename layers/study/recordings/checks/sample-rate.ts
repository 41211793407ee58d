import type { Fault } from '../../../base/faults/index.ts';

/** The sample rate is one of recordings of movement: a lower rate resolves no movement, or the time is not in seconds. */
export function sampleRatePlausible(file: string, column: string, sampleRateHz: number): Fault[] {
  const isPlausible = sampleRateHz >= slowestHz && sampleRateHz <= fastestHz;
  if (isPlausible) return [];
  return [
    {
      code: 'SAMPLE_RATE',
      what: 'The sample rate is impossible for a recording of movement.',
      where: { file, column },
      found: `${sampleRateHz.toPrecision(4)} Hz`,
      expected: `${slowestHz} to ${fastestHz} Hz`,
      fix: 'Give time in seconds, not in milliseconds or samples, and signals at the rate of recording.',
    },
  ];
}

const slowestHz = 20;
const fastestHz = 50_000;
