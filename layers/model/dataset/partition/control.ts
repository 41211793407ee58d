import type { Manifest } from '../../../study/manifest/index.ts';
import { rowUses, type SampleTable } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';

/** Name of the control in keys and logs. */
export const controlId = 'single-without-physics';

/** True if the settings ask for a control: the single model once more, without the residual. */
export function wantsControl({
  single,
  control,
  physicsWeight,
}: Pick<Manifest['training'], 'single' | 'control' | 'physicsWeight'>): boolean {
  return single && control && physicsWeight > 0;
}

/**
 * True if a control is trained: a model that differs from the single model in nothing but the residual, to show what the
 * residual does. It is compared with it, and never weighed or published. Without a residual in a training row both would be the
 * same.
 */
export function hasControl(
  { rows, use, recording }: Pick<SampleTable, 'rows' | 'use' | 'recording'>,
  { training, muscles, recordings }: Pick<TrainingProblem, 'training' | 'muscles' | 'recordings'>,
): boolean {
  if (!wantsControl(training) || muscles.length === 0) return false;
  const isKnown = recordings.map(({ physics }) => physics !== 'none');
  for (let row = 0; row < rows; row++)
    if (use[row] === rowUses.train && isKnown[recording[row]!]) return true;
  return false;
}
