import type { GlobalModel } from '../global-model.ts';
import { namesLearned } from '../unknown-names.ts';
import { hasSeveralTasks } from './calibration-for.ts';
import type { LabelledRecording } from './labelled-recording.ts';

/** Recordings that one calibration learns from. */
export interface TaskGroup {
  readonly task?: string;
  readonly recordings: readonly LabelledRecording[];
}

/**
 * The recordings of each named task; and all together for predictions without a task, if a recording names none or if all tasks of
 * the study are named.
 */
export function taskGroups(model: GlobalModel, recordings: readonly LabelledRecording[]): TaskGroup[] {
  if (!hasSeveralTasks(model)) return [{ recordings }];
  const named = [...new Set(recordings.flatMap(({ task }) => task ?? []))];
  const isComplete = namesLearned(model, 'task')?.every((task) => named.includes(task)) ?? false;
  const isUnnamed = recordings.some(({ task }) => task === undefined);
  return [
    ...named.map((task) => ({ task, recordings: recordings.filter((one) => one.task === task) })),
    ...(isUnnamed || isComplete ? [{ recordings }] : []),
  ];
}
