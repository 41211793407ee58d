import { readForModel } from '../../../study/recordings/index.ts';
import type { EmgOfFile } from '../emg-input/emg-from-file.ts';
import { signalColumnsOf } from '../emg-input/signal-columns-of.ts';
import type { GlobalModel } from '../global-model.ts';
import type { LabelledRecording } from './labelled-recording.ts';
import { tooShort } from './too-short.ts';

/** Reads a recording with the columns of the study: time, EMG and angle. @throws FaultError with all faults */
export function labelledFromFile(
  file: string,
  bytes: Uint8Array,
  model: Pick<GlobalModel, 'signals' | 'coordinates'>,
  subject: string,
): LabelledRecording & Pick<EmgOfFile, 'warnings'> {
  const { timeS, sampleRateHz, channels, angleRad, warnings } = readForModel(
    file,
    bytes,
    signalColumnsOf(model),
    ['emg', 'angle'],
    (rows, durationS) => tooShort(file, (rows * durationS) / (rows - 1)),
  );
  return { sampleRateHz, startS: timeS[0]!, channels, subject, angle: { timeS, angleRad }, warnings };
}
