import type { SampleTable, TrainingProblem } from '../../dataset/index.ts';
import type { SeenContext } from '../../inputs/index.ts';
import { type GivenKinds, givenNamesOf, onlyGiven } from '../../inputs/index.ts';
import type { NetworkOutput } from '../../network/index.ts';
import type { GateView } from '../../predictor/index.ts';
import type { LocalModel } from '../local-model.ts';
import type { TrainingShares } from './training-shares.ts';

/** The data from which modes fit weights. None of its rows is held out. */
export interface Evidence {
  readonly problem: TrainingProblem;
  /** In the partition's order. */
  readonly localModels: readonly LocalModel[];
  /** EMG context of each local model's training rows; undefined for the single model, and without context inputs. */
  readonly contexts: readonly (SeenContext | undefined)[];
  readonly trainingShares: TrainingShares;
  /**
   * Rows that folds without parts of the recordings predict, or validation rows if there are no such folds; absent if there
   * are neither.
   */
  readonly known?: Judged | undefined;
  /** Rows that folds without some subjects predict; absent without such folds. */
  readonly newSubject?: Judged | undefined;
  /** Absent if the study has no validation rows; the same object as `known` without folds. */
  readonly validation?: Judged | undefined;
}

/** The rows by which weights for these given names are fitted and judged. Who gives no subject is taken for a new one. */
export function judgedGiven(
  { known, newSubject }: Pick<Evidence, 'known' | 'newSubject'>,
  given: GivenKinds,
): Judged | undefined {
  return given.includes('subject') ? known : (newSubject ?? known);
}

/** Labelled rows, and the output of every local model for them. */
export interface Judged {
  readonly table: SampleTable;
  /** If all names are given. */
  readonly outputs: readonly NetworkOutput[];
  /** If fewer names are given, by `givenKey`; absent if no input stands for a name. */
  readonly outputsByFewer?: Readonly<Record<string, readonly NetworkOutput[]>> | undefined;
  /** True if no row is near a row that the outputs were trained on. */
  readonly isOfFolds?: boolean;
}

/** The input rows of a table for gates and networks, if these names of its recordings are given. */
export function viewOf(table: SampleTable, problem: TrainingProblem, given: GivenKinds): GateView {
  const names = problem.recordings.map((card) => givenNamesOf(card, given));
  const { rows, inputNames } = table;
  const inputs = onlyGiven(table.inputs, inputNames, given);
  return { rows, inputs, inputNames, givenNames: (row) => names[table.recording[row]!]! };
}
