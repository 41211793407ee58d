import type { NetworkOutput } from '../../learning/local-network.ts';
import { type Given, givenNamesOf } from '../../preparation/given-names.ts';
import { onlyGiven } from '../../preparation/name-inputs.ts';
import type { Problem } from '../../preparation/problem.ts';
import type { SampleTable } from '../../preparation/sample-table.ts';
import type { SeenContext } from '../context/seen-context.ts';
import type { GateView } from '../gates/gate.ts';
import type { Member } from '../modes/mode.ts';
import type { TrainingShares } from './coverage.ts';

/** All that a mode may look at to weigh the members: nothing of it is held out. */
export interface Evidence {
  readonly problem: Problem;
  /** In the partition's order. */
  readonly members: readonly Member[];
  /** What each member's training rows looked like; undefined for the single model, and without context inputs. */
  readonly contexts: readonly (SeenContext | undefined)[];
  readonly trainingShares: TrainingShares;
  /** Absent where the study has no validation rows. */
  readonly validation?: Judged | undefined;
}

/** Labelled rows, and the output of every local model for them. */
export interface Judged {
  readonly table: SampleTable;
  /** If all names are given. */
  readonly outputs: readonly NetworkOutput[];
  /** If fewer names are given, by `givenKey`; absent if no input stands for a name. */
  readonly outputsByFewer?: Readonly<Record<string, readonly NetworkOutput[]>> | undefined;
}

/** The input rows of a table for gates and networks, if these names of its recordings are given. */
export function viewOf(table: SampleTable, problem: Problem, given: Given): GateView {
  const names = problem.recordings.map((card) => givenNamesOf(card, given));
  const { rows, inputNames } = table;
  const inputs = onlyGiven(table.inputs, inputNames, given);
  return { rows, inputs, inputNames, givenNames: (row) => names[table.recording[row]!]! };
}
