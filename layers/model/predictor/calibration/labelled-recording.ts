import type { EmgInput } from '../emg-input/emg-input.ts';

/** A short recording of one person, with the measured joint angle. */
export interface LabelledRecording extends EmgInput {
  /** Times and angles of the angle column, s and rad, with the sign that the study uses. */
  readonly angle: { readonly timeS: Float64Array; readonly angleRad: Float64Array };
  readonly subject: string;
  /** Given if the study has the task: the calibration then holds for predictions that name it. */
  readonly task?: string | undefined;
}

/** Duration of the EMG, s. */
export function secondsOf({ channels, sampleRateHz }: Pick<EmgInput, 'channels' | 'sampleRateHz'>): number {
  return (channels[0]?.length ?? 0) / sampleRateHz;
}
