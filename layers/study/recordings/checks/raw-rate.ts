import { type Fault, FaultError } from '../../../base/faults/index.ts';
import { bandAt } from '../../../physics/signals/index.ts';
import type { SignalColumns } from '../signal-columns.ts';

/** The sample rate of raw EMG is high enough for its band-pass. */
export function rawRateEnough(
  file: string,
  { kind, filter }: SignalColumns['emg'],
  sampleRateHz: number,
): Fault[] {
  if (kind !== 'raw') return [];
  try {
    bandAt(sampleRateHz, filter.bandPassHz);
    return [];
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return error.faults.map((fault) => ({ ...fault, where: { file } }));
  }
}
