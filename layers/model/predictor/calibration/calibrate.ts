import { FaultError } from '../../../base/faults/index.ts';
import { rmse } from '../../../base/numbers/index.ts';
import type { GlobalModel } from '../global-model.ts';
import { unknownNames } from '../unknown-names.ts';
import type { Calibration } from './calibration.ts';
import { fitOwnAngle } from './fit-own-angle.ts';
import { type LabelledRecording, secondsOf } from './labelled-recording.ts';
import { learnSubject } from './learn-subject.ts';
import { ownSeconds } from './own-seconds.ts';
import { type TaskGroup, taskGroups } from './task-groups.ts';
import { tooFewSeconds } from './too-short.ts';

/** A calibrated model, and the errors before and after. */
export interface CalibrationOutcome {
  readonly subject: string;
  /** The model, which knows the person, with the calibrations that lower the error. */
  readonly model: GlobalModel;
  /** The calibrations that lower the error, to write the file of the model. */
  readonly calibrations: readonly Calibration[];
  /** One a calibrated task; one for predictions without a task too, if the recordings cover all tasks or name none. */
  readonly tasks: readonly CalibratedTask[];
  /** RMSE of the angle over the rows of all tasks, without the calibration and with what is kept of it; rad. */
  readonly beforeRad: number;
  readonly afterRad: number;
}

/** What a calibration gains in one task. */
export interface CalibratedTask {
  /** Absent: predictions without a task, or a study of one task. */
  readonly task?: string;
  /** Of recordings that were learned from. */
  readonly seconds: number;
  /** RMSE of the angle by the model without the calibration, rad. */
  readonly beforeRad: number;
  /** The same with the calibration: each eighth of the recordings is predicted from the others. */
  readonly afterRad: number;
  /** False if the calibration does not lower the error: the model then stays as it was for this task. */
  readonly isKept: boolean;
}

/**
 * Learns the angle of one person, task by task, from all seconds of the recordings. Cross-validation over contiguous stretches
 * says what it gains; a calibration that gains nothing is not kept.
 *
 * @param recordings of one subject, at least five seconds for each task
 * @throws FaultError TASK_UNKNOWN, RECORDING_SHORT, EMG_OVERFLOW
 */
export function calibrate(model: GlobalModel, recordings: readonly LabelledRecording[]): CalibrationOutcome {
  const groups = taskGroups(model, recordings);
  const named = [...new Set(recordings.map(({ task }) => task))];
  const faults = [
    ...named.flatMap((task) => unknownNames(model, { task })),
    ...groups.flatMap((group) => tooFewSeconds(group, Math.max(...model.features.lagsMs) / 1000)),
  ];
  if (faults.length > 0) throw new FaultError(faults);
  const { subject } = recordings[0]!;
  const learned = groups.map((group) => learnTask(model, group));
  const calibrations = learned.flatMap(({ calibration, gain }) => (gain.isKept ? [calibration] : []));
  // Predictions without a task repeat the rows of the tasks.
  const ofTasks = learned.filter(({ calibration }) => calibration.task !== undefined);
  const counted = ofTasks.length > 0 ? ofTasks : learned;
  const pooled = (errorOf: (gain: CalibratedTask) => number) => {
    const rows = counted.reduce((sum, one) => sum + one.rows, 0);
    return Math.sqrt(counted.reduce((sum, one) => sum + one.rows * errorOf(one.gain) ** 2, 0) / rows);
  };
  return {
    subject,
    model: learnSubject(model, subject, calibrations),
    calibrations,
    tasks: learned.map(({ gain }) => gain),
    beforeRad: pooled(({ beforeRad }) => beforeRad),
    afterRad: pooled(({ isKept, beforeRad, afterRad }) => (isKept ? afterRad : beforeRad)),
  };
}

function learnTask(model: GlobalModel, { task, recordings }: TaskGroup) {
  const own = ownSeconds(model, recordings, task);
  const beforeRad = rmse(own.angleRad, own.uncalibratedRad);
  const tried = fitOwnAngle(own).map(({ angle, crossValidatedRad }) => ({
    angle,
    afterRad: rmse(own.angleRad, crossValidatedRad),
  }));
  const { angle, afterRad } = tried.find((one) => one.afterRad < beforeRad) ?? tried[0]!;
  const ofTask = task === undefined ? {} : { task };
  const calibration: Calibration = { ...ofTask, emgScales: own.emgScales, angles: [angle] };
  const gain: CalibratedTask = {
    ...ofTask,
    seconds: recordings.reduce((sum, one) => sum + secondsOf(one), 0),
    beforeRad,
    afterRad,
    isKept: afterRad < beforeRad,
  };
  return { calibration, gain, rows: own.rows };
}
