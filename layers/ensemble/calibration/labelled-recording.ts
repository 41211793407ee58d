import type { Fault } from '../../faults/fault.ts';
import { readGiven } from '../../recordings/read-given.ts';
import type { EmgOfFile } from '../emg-input/emg-from-file.ts';
import { signalColumnsOf } from '../emg-input/signal-columns-of.ts';
import type { GlobalModel } from '../global-model.ts';
import type { LabelledRecording } from './calibrate.ts';

/** A held-back third shorter than this would say nothing. */
const shortestS = 9;

/** A recording with the study's columns, the angle among them. @throws FaultError with everything that is wrong */
export function labelledFromFile(
  file: string,
  bytes: Uint8Array,
  model: Pick<GlobalModel, 'signals' | 'coordinates'>,
  subject: string,
): LabelledRecording & Pick<EmgOfFile, 'warnings'> {
  const { timeS, sampleRateHz, channels, angleRad, warnings } = readGiven(
    file,
    bytes,
    signalColumnsOf(model),
    ['emg', 'angle'],
    (rows, durationS) => tooShort(file, (rows * durationS) / (rows - 1)),
  );
  return { sampleRateHz, startS: timeS[0]!, channels, subject, angle: { timeS, angleRad }, warnings };
}

function tooShort(file: string, seconds: number): Fault[] {
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
