import type { GivenNames } from '../../inputs/index.ts';
import type { GlobalModel } from '../global-model.ts';
import type { Calibration } from './calibration.ts';

/**
 * The calibration that a prediction with these names uses: the person's, learned in the given task, or in all if no task is
 * given. There is none for a task without calibration: other tasks of a person say nothing about it.
 */
export function calibrationFor(model: GlobalModel, { subject, task }: GivenNames): Calibration | undefined {
  const { calibrations = {} } = model;
  if (subject === undefined || !Object.hasOwn(calibrations, subject)) return undefined;
  const asked = hasSeveralTasks(model) ? task : undefined;
  return calibrations[subject]!.find((one) => one.task === asked);
}

/** False for a study of one task: naming it makes no difference. Models of early versions do not list their tasks. */
export function hasSeveralTasks({ trainedTasks }: Pick<GlobalModel, 'trainedTasks'>): boolean {
  return trainedTasks === undefined || trainedTasks.length > 1;
}
