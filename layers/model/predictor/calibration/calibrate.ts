import { FaultError } from '../../../base/faults/index.ts';
import { rmse } from '../../../base/numbers/index.ts';
import { signOf } from '../../../physics/biomechanics/index.ts';
import { interpolate } from '../../../physics/signals/index.ts';
import { gapS } from '../../dataset/index.ts';
import { warmUpRows } from '../../inputs/index.ts';
import type { EmgInput } from '../emg-input/emg-input.ts';
import { envelopesOf } from '../emg-input/features-of.ts';
import type { GlobalModel } from '../global-model.ts';
import { predict } from '../predict.ts';
import { unknownNames } from '../unknown-names.ts';
import { type Calibration, fitCalibration, type Pulls, usualPulls } from './fit-calibration.ts';
import { learnSubject } from './learn-subject.ts';

/** A short recording of a person whom training has not seen, with the measured joint angle. */
export interface LabelledRecording extends EmgInput {
  /** Times and angles of the angle column, s and rad, with the sign that the study uses. */
  readonly angle: { readonly timeS: Float64Array; readonly angleRad: Float64Array };
  readonly subject: string;
  /** Given if the study has the task: fitted weights then stay near the gate's weights for this task. */
  readonly task?: string | undefined;
}

/** A fitted calibration, the calibrated model, and the error before and after. */
export interface CalibrationOutcome {
  readonly calibration: Calibration;
  /** The model with the calibrated subject. */
  readonly model: GlobalModel;
  /** RMSE of the angle on the held-back part of the recording, without and with the calibration; rad. */
  readonly beforeRad: number;
  readonly afterRad: number;
  readonly fittedRows: number;
  readonly heldBackRows: number;
}

/** Part of the recording that is fitted; the rest is held back to measure the gain. */
export const fittedShare = 2 / 3;

/**
 * Fits channel scales, weights of the local models, offset and scale of the angle to the first two thirds of a
 * recording. The last third, after a gap of one second, measures the gain.
 *
 * @throws FaultError TASK_UNKNOWN
 */
export function calibrate(
  model: GlobalModel,
  recording: LabelledRecording,
  pulls: Pulls = usualPulls,
): CalibrationOutcome {
  const faults = unknownNames(model, { task: recording.task });
  if (faults.length > 0) throw new FaultError(faults);
  const { timeS, envelopes } = envelopesOf(model, recording);
  const own = interpolate(recording.angle.timeS, recording.angle.angleRad, timeS);
  const { positive, measured } = model.coordinates[0]!;
  const sign = signOf(measured.positive, positive);
  const end = Math.round(fittedShare * timeS.length);
  const from = warmUpRows(model.features, model.signals.rateHz);
  const { subject, task } = recording;
  const calibration = fitCalibration(
    model,
    { subject, task },
    envelopes.map((envelope) => envelope.subarray(0, end)),
    own.subarray(0, end).map((angle) => sign * angle),
    from,
    pulls,
  );
  const calibrated = learnSubject(model, recording.subject, calibration);
  const heldBack = end + Math.round(gapS * model.signals.rateHz);
  const errorOf = (one: GlobalModel, subject?: string) => {
    const { subject: _, ...emg } = recording;
    return rmse(own.subarray(heldBack), predict(one, { ...emg, subject }).angleRad.subarray(heldBack));
  };
  return {
    calibration,
    model: calibrated,
    beforeRad: errorOf(model),
    afterRad: errorOf(calibrated, recording.subject),
    fittedRows: end - from,
    heldBackRows: timeS.length - heldBack,
  };
}
