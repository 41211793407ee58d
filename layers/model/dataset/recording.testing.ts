import { type Manifest, type ManifestInput, manifestSchema } from '../../study/manifest/index.ts';
import { entrySchema } from '../../study/manifest/testing.ts';
import type { Recording } from '../../study/recordings/index.ts';

/** A manifest's signals with their defaults; one channel over each of the wrist's muscles named. */
export function signalsOf(
  muscles: readonly string[],
  emg: Partial<ManifestInput['signals']['emg']> = {},
): Manifest['signals'] {
  const channels = muscles.map((muscle) => ({ column: `emg_${muscle}`, muscle }));
  return manifestSchema.parse({
    version: 1,
    study: 'test',
    joint: 'wrist',
    signals: { emg: { kind: 'envelope', channels, ...emg }, angle: { column: 'angle' } },
    recordings: [{ file: 'one.csv', subject: 's1' }],
  }).signals;
}

/** Times of a signal, both ends included. */
export function timesS(startS: number, endS: number, sampleRateHz: number) {
  const length = Math.round((endS - startS) * sampleRateHz) + 1;
  return { timeS: Float64Array.from({ length }, (_, at) => startS + at / sampleRateHz), sampleRateHz };
}

/** A recording around the signals that a test is about. */
export function recordingOf(
  signals: Pick<Recording, 'emg' | 'angle' | 'torque' | 'forces'>,
  entry: { subject?: string; session?: string; posture?: string } = {},
  index = 0,
): Recording {
  const file = `recording${index}.csv`;
  const whole = entrySchema.parse({ file, subject: 's1', ...entry });
  const { site, subject, task, posture } = whole;
  return { index, entry: whole, file, site, subject, task, posture, ...signals };
}
