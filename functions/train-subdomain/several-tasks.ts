import type { SampleTable, TrainingProblem } from '../../layers/model/dataset/index.ts';

/** True if the rows are of recordings in several tasks: only then does the context tell which task it is. */
export function hasSeveralTasks(
  { recording }: Pick<SampleTable, 'recording'>,
  { recordings }: Pick<TrainingProblem, 'recordings'>,
): boolean {
  const numbers = [...new Set(recording)];
  return new Set(numbers.map((number) => recordings[number]!.task)).size > 1;
}
