import type { Fault } from '../../../base/faults/index.ts';
import { forModel, rawRateFaults, sampleRatePlausible } from '../../../study/recordings/index.ts';
import type { GlobalModel } from '../global-model.ts';
import { signalColumnsOf } from './signal-columns-of.ts';

/** Faults of rate and duration: EMG too slow for the model's filters, or too long for one request. */
export function stretchFaults(
  place: string,
  sampleRateHz: number,
  samples: number,
  model: Pick<GlobalModel, 'signals' | 'coordinates'>,
  longestS: number,
): Fault[] {
  return [
    ...sampleRatePlausible(place, 'sampleRateHz', sampleRateHz),
    ...forModel(rawRateFaults(place, model.signals.emg, sampleRateHz), signalColumnsOf(model)),
    ...lengthFaults(place, samples, sampleRateHz, longestS),
  ];
}

/** Faults of the duration of EMG. */
export function lengthFaults(
  place: string,
  samples: number,
  sampleRateHz: number,
  longestS: number,
): Fault[] {
  const durationS = samples / sampleRateHz;
  if (!(durationS > longestS)) return [];
  return [
    {
      code: 'EMG_TOO_LONG',
      what: 'The EMG is longer than one request may be.',
      where: { file: place },
      found: `${durationS.toFixed(1)} s`,
      expected: `at most ${longestS} s`,
      fix: 'Send pieces that overlap by the rows marked warmUp, and drop the marked rows where two pieces meet.',
    },
  ];
}
