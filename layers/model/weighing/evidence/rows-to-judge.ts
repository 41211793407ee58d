import type { SampleTable, TrainingProblem } from '../../dataset/index.ts';
import { type GivenNames, namings } from '../../inputs/index.ts';
import type { LocalModel } from '../local-model.ts';

/**
 * Indices of the rows for which a local model can have a weight: of a forest that was cut by names, the rows with these
 * names; all rows of any other model.
 */
export function rowsToJudge(
  { learner, names = {} }: Pick<LocalModel, 'learner' | 'names'>,
  { rows, recording }: SampleTable,
  { recordings }: TrainingProblem,
): Uint32Array {
  const fits = recordings.map((card) => learner !== 'forest' || hasNames(card, names));
  return Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => fits[recording[row]!]);
}

/** True if a recording has all of these names. */
export function hasNames(recording: GivenNames, names: GivenNames): boolean {
  return namings.every((by) => names[by] === undefined || names[by] === recording[by]);
}
