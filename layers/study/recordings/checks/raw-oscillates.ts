import type { Fault } from '../../../base/faults/index.ts';
import { rmsFrequencies } from '../../../physics/signals/index.ts';
import type { Column, Table } from '../../formats/index.ts';

/**
 * Raw EMG oscillates about its mean, at tens of hertz. A channel is rectified or an envelope if it is never negative and
 * reaches less far below its mean than above, or if it has no fast part. Of 76 raw channels of two public data sets
 * (sampled at 1 kHz), the slowest has a root mean square frequency of 30 Hz, and its slope has 68 Hz. Of 178 envelopes of
 * four data sets, the fastest has 4.1 Hz, and 99 in 100 have a slope below 10 Hz.
 *
 * @param sampleRateHz undefined if it is unknown, or too low for raw EMG
 */
export function rawOscillates(
  { file }: Pick<Table, 'file'>,
  { name, values }: Pick<Column, 'name' | 'values'>,
  sampleRateHz: number | undefined,
): Fault[] {
  // A few samples of raw EMG may all lie above zero.
  if (values.length < leastSamples) return [];
  const isRectified = values.every((v) => v >= 0) && isLopsided(values);
  const { signalHz, slopeHz } = frequenciesOf(values, sampleRateHz);
  const isSlow = signalHz < leastSignalHz && slopeHz < leastSlopeHz;
  if (!isRectified && !isSlow) return [];
  return [
    {
      code: 'EMG_NOT_RAW',
      what: 'A channel of raw EMG is rectified or an envelope.',
      where: { file, column: name },
      found: isRectified
        ? 'no value below 0'
        : `a root mean square frequency of ${signalHz.toPrecision(2)} Hz`,
      expected: isRectified
        ? 'a signal that oscillates about 0'
        : `a signal that oscillates at ${leastSignalHz} Hz and more`,
      fix: 'If the channel is an envelope, set signals.emg.kind to "envelope"; else give the unprocessed signal.',
    },
  ];
}

/** A warning if slow changes of a channel are far larger than its oscillation: drift of raw EMG, or a noisy envelope. */
export function rawDrifts(
  { file }: Pick<Table, 'file'>,
  { name, values }: Pick<Column, 'name' | 'values'>,
  sampleRateHz: number | undefined,
): Fault[] {
  if (values.length < leastSamples) return [];
  const { signalHz, slopeHz } = frequenciesOf(values, sampleRateHz);
  const isMostlySlow = signalHz < leastSignalHz && slopeHz >= leastSlopeHz;
  if (!isMostlySlow) return [];
  return [
    {
      code: 'EMG_DRIFTS',
      what: 'A channel of raw EMG changes mostly slowly.',
      where: { file, column: name },
      found: `a root mean square frequency of ${signalHz.toPrecision(2)} Hz`,
      expected: `a signal that oscillates at ${leastSignalHz} Hz and more`,
      fix: 'If the electrode drifts, nothing needs to be done: the band-pass removes the drift. If the channel is an envelope, set signals.emg.kind to "envelope".',
    },
  ];
}

const leastSamples = 100;
const leastSignalHz = 10;
const leastSlopeHz = 25;

function frequenciesOf(values: Float64Array, sampleRateHz = Number.NaN) {
  return rmsFrequencies(values, sampleRateHz);
}

/**
 * True if the signal reaches far less below its mean than above. Raw EMG does not, even with the offset of an amplifier.
 */
function isLopsided(values: Float64Array): boolean {
  let sum = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    sum += v;
    if (v < lowest) lowest = v;
    if (v > highest) highest = v;
  }
  const mean = sum / values.length;
  return mean - lowest < 0.5 * (highest - mean);
}
