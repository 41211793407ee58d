import type { Fault } from '../../../base/faults/index.ts';
import { readForModel } from '../../../study/recordings/index.ts';
import type { GlobalModel } from '../global-model.ts';
import type { EmgInput } from './emg-input.ts';
import { signalColumnsOf } from './signal-columns-of.ts';
import { lengthFaults } from './stretch-faults.ts';

/** EMG of a file, and its warnings. */
export interface EmgOfFile extends EmgInput {
  readonly warnings: readonly Fault[];
}

/**
 * Reads EMG from a file with the columns of the study: time and every channel. Other columns are ignored.
 *
 * @param file name of the file: faults show it, and its ending gives the format
 * @param longestS longest duration that is accepted, s
 * @throws FaultError with all faults
 */
export function emgFromFile(
  file: string,
  bytes: Uint8Array,
  model: Pick<GlobalModel, 'signals' | 'coordinates'>,
  longestS = Number.POSITIVE_INFINITY,
): EmgOfFile {
  const { timeS, sampleRateHz, channels, warnings } = readForModel(
    file,
    bytes,
    signalColumnsOf(model),
    ['emg'],
    (rows, durationS) => lengthFaults(file, rows, (rows - 1) / durationS, longestS),
  );
  return { sampleRateHz, startS: timeS[0]!, channels, warnings };
}
