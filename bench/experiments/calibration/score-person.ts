import { rmse } from '../../../layers/base/numbers/index.ts';
import { gapS } from '../../../layers/model/dataset/testing.ts';
import {
  calibrate,
  type GlobalModel,
  type Prediction,
  predict,
} from '../../../layers/model/predictor/index.ts';
import type { LabelledRecording } from '../../../layers/model/predictor/testing.ts';
import { interpolate } from '../../../layers/physics/signals/index.ts';

/** Errors of one person in one task on the seconds after those of the calibration, rad. */
export interface PersonScore {
  readonly task: string;
  /** By the model without the calibration, given the task. */
  readonly beforeRad: number;
  readonly afterRad: number;
  /** As the calibration itself says, from its own seconds. */
  readonly toldBeforeRad: number;
  readonly toldAfterRad: number;
  readonly isKept: boolean;
  /** Share of the angles in the 90 % interval. */
  readonly covered: number;
  /** By a calibration in the person's other tasks; absent if there are none. */
  readonly afterOthersRad?: number;
  /** Neither names the task; the calibration knows all tasks of the person. */
  readonly withoutTaskBeforeRad: number;
  readonly withoutTaskAfterRad: number;
}

type Recording = LabelledRecording & { readonly task: string };

/** At most this part of a recording is learned from; the rest is scored. */
const mostShare = 2 / 3;

/**
 * Calibrates a model by the first seconds of each recording of a person, and scores the rest after a gap of one second.
 *
 * @param seconds of each recording; two thirds of a shorter one
 */
export function scorePerson(
  model: GlobalModel,
  recordings: readonly Recording[],
  seconds: number,
): PersonScore[] {
  const parts = recordings.map((recording) => cut(recording, seconds));
  const { model: calibrated, tasks } = calibrate(
    model,
    parts.map(({ first }) => first),
  );
  return parts.map(({ whole, first, fromS }) => {
    const { subject, task } = whole;
    const errorOf = (one: GlobalModel, names: { subject?: string; task?: string }) =>
      scored(whole, fromS, predict(one, { ...whole, subject: undefined, task: undefined, ...names })).error;
    const own = scored(whole, fromS, predict(calibrated, { ...whole, subject, task }));
    const told = tasks.find((one) => one.task === task)!;
    const others = parts.filter((part) => part.whole.task !== task).map((part) => part.first);
    const afterOthers = others.length > 0 ? calibrate(model, others).model : undefined;
    return {
      task: first.task,
      beforeRad: errorOf(model, { task }),
      afterRad: own.error,
      toldBeforeRad: told.beforeRad,
      toldAfterRad: told.afterRad,
      isKept: told.isKept,
      covered: own.covered,
      ...(afterOthers ? { afterOthersRad: errorOf(afterOthers, { subject, task }) } : {}),
      withoutTaskBeforeRad: errorOf(model, {}),
      withoutTaskAfterRad: errorOf(calibrated, { subject }),
    };
  });
}

/** The first seconds of a recording as a recording, and the time from which the rest is scored. */
function cut(whole: Recording, seconds: number) {
  const samples = whole.channels[0]!.length;
  const most = Math.floor(Math.min(seconds * whole.sampleRateHz, mostShare * samples));
  const channels = whole.channels.map((channel) => channel.subarray(0, most));
  return { whole, first: { ...whole, channels }, fromS: whole.startS + most / whole.sampleRateHz + gapS };
}

function scored({ angle }: Recording, fromS: number, { timeS, angleRad, interval90 }: Prediction) {
  const from = timeS.findIndex((time) => time >= fromS);
  const measured = interpolate(angle.timeS, angle.angleRad, timeS.subarray(from));
  const predicted = angleRad.subarray(from);
  const halfWidths = interval90?.angleRad?.subarray(from);
  const inside = measured.filter((one, row) => Math.abs(one - predicted[row]!) <= (halfWidths?.[row] ?? 0));
  return { error: rmse(measured, predicted), covered: inside.length / measured.length };
}
