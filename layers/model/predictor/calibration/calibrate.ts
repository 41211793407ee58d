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

/** A short recording of somebody whom training has not seen, with the joint angle measured. */
export interface LabelledRecording extends EmgInput {
  /** Times and angles of the angle column, s and rad, counted as the study does. */
  readonly angle: { readonly timeS: Float64Array; readonly angleRad: Float64Array };
  readonly subject: string;
  /** If it is one of the study's: the weights then start from those of the gate with this task given. */
  readonly task?: string | undefined;
}

/** A fitted calibration, the model with it, and what it gained. */
export interface CalibrationOutcome {
  readonly calibration: Calibration;
  /** The model with the subject put in. */
  readonly model: GlobalModel;
  /** RMSE of the angle on the part of the recording that was held back, without the calibration and with it; rad. */
  readonly beforeRad: number;
  readonly afterRad: number;
  readonly fittedRows: number;
  readonly heldBackRows: number;
}

/** Of the recording; the rest is held back to measure the gain. */
export const fittedShare = 2 / 3;

/**
 * Fits channel scales, member weights, offset and scale of the angle to the first two thirds of a recording, and measures
 * on the last third, after a gap of a second, what they gain.
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
