import type { Fault } from '../../faults/fault.ts';
import { rawRateEnough } from '../../recordings/checks/raw-rate.ts';
import { sampleRatePlausible } from '../../recordings/checks/sample-rate.ts';
import type { GlobalModel } from '../global-model.ts';

/** What is wrong with the rate and the duration of EMG: too slow for the model's filters, or too long for one request. */
export function stretchFaults(
  place: string,
  sampleRateHz: number,
  samples: number,
  model: GlobalModel,
  longestS: number,
): Fault[] {
  const raw = rawRateEnough(place, model.signals.emg, sampleRateHz);
  const slow = sampleRatePlausible(place, 'sampleRateHz', sampleRateHz);
  const durationS = samples / sampleRateHz;
  return [
    ...(slow.length > 0 ? slow : raw),
    ...(durationS > longestS ? [tooLong(place, durationS, longestS)] : []),
  ];
}

function tooLong(file: string, durationS: number, longestS: number): Fault {
  return {
    code: 'EMG_TOO_LONG',
    what: 'The EMG is longer than one request may be.',
    where: { file },
    found: `${durationS.toFixed(1)} s`,
    expected: `at most ${longestS} s`,
    fix: 'Send it in pieces that overlap by the rows marked warmUp, and drop those rows where two pieces meet.',
  };
}
