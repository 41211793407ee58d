import type { Fault } from '../../base/faults/index.ts';
import type { SignalColumns } from './signal-columns.ts';

/**
 * The faults of a file for a published model. The fix of a study's fault may be to change the manifest. A model is already
 * trained by its manifest, so the fix is to change the file.
 */
export function forModel(faults: readonly Fault[], signals: SignalColumns): Fault[] {
  return faults.map((fault) => {
    const fixOf = fixes[fault.code];
    return fixOf ? { ...fault, fix: fixOf(signals) } : fault;
  });
}

const fixes: Readonly<Record<string, (signals: SignalColumns) => string>> = {
  EMG_UNIT: ({ emg }) => `Send the channel in ${emg.unit}, as the study has it.`,
  EMG_STRENGTH_ODD: ({ emg }) => `Check that the channel is in ${emg.unit}, as the study has it.`,
  EMG_NOT_RAW: () => 'Send the unprocessed signal, as the study has it; the model makes its own envelopes.',
  EMG_DRIFTS: () =>
    'If the electrode drifts, nothing needs to be done: the band-pass removes the drift. If the channel is an envelope, send the unprocessed signal.',
  EMG_RATE: () => 'Send the raw samples at the rate at which they were recorded.',
  ENVELOPE_NEGATIVE: () =>
    'Send envelopes, rectified and smoothed as those of the study were, not the unprocessed signal.',
  CHANNEL_DEAD: () =>
    'Check the electrode and its cable, and record again. A channel without any signal is not filled from the others.',
  ANGLE_UNIT: ({ angle }) =>
    `Give the angle in ${inWords(angle.unit)}, as the study has it; the header of an OpenSim file must then say inDegrees=${angle.unit === 'deg' ? 'yes' : 'no'}.`,
  ANGLE_LOOKS_RADIAN: ({ angle }) =>
    `Give the angle in ${inWords(angle.unit)}, as the study has it, of a movement through the range of the joint.`,
};

function inWords(unit: 'deg' | 'rad'): string {
  return unit === 'deg' ? 'degrees' : 'radians';
}
