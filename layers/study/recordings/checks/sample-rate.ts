import type { Fault } from '../../../base/faults/index.ts';

/** The rate is one at which people record: slower ones carry no movement, or the time is not in seconds. */
export function sampleRatePlausible(file: string, column: string, sampleRateHz: number): Fault[] {
  const isPlausible = sampleRateHz >= SLOWEST_HZ && sampleRateHz <= FASTEST_HZ;
  if (isPlausible) return [];
  return [
    {
      code: 'SAMPLE_RATE',
      what: 'The sample rate cannot be that of a recording of movement.',
      where: { file, column },
      found: `${sampleRateHz.toPrecision(4)} Hz`,
      expected: `${SLOWEST_HZ} to ${FASTEST_HZ} Hz`,
      fix: 'Give time in seconds, not in milliseconds or samples, and signals at the rate they were recorded.',
    },
  ];
}

const SLOWEST_HZ = 20;
const FASTEST_HZ = 50_000;
