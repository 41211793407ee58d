import type { GivenNames } from '../inputs/index.ts';
import type { Gate } from './gates/gate.ts';
import { namesOf } from './gates/names-of.ts';
import type { GlobalModel, IntervalsByNames } from './global-model.ts';
import type { OutputIntervals } from './interval.ts';

/** The names that make predictions by one mode more certain if they are given. */
export interface CertainNames {
  /** Subjects with training rows: held-out and calibrated subjects have the errors of new people. */
  readonly subjects: ReadonlySet<string>;
  /** Tasks that change the prediction. */
  readonly tasks: ReadonlySet<string>;
}

/** @param gate of the mode */
export function certainNames(
  { trainedSubjects, inputNames }: Pick<GlobalModel, 'trainedSubjects' | 'inputNames'>,
  gate: Gate,
): CertainNames {
  return { subjects: new Set(trainedSubjects), tasks: namesOf(gate, inputNames, 'task') };
}

/** The intervals that hold for a prediction with these names given. */
export function intervalsFor(
  { allNames, subjectOnly = allNames, noNames, taskOnly = noNames }: IntervalsByNames,
  { subject, task }: GivenNames,
  { subjects, tasks }: CertainNames,
): OutputIntervals {
  const isTaskCertain = tasks.size === 0 || (task !== undefined && tasks.has(task));
  if (subject === undefined || !subjects.has(subject)) return isTaskCertain ? taskOnly : noNames;
  return isTaskCertain ? allNames : subjectOnly;
}
