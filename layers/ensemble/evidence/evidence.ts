import type { NetworkOutput } from '../../learning/local-network.ts';
import { type Known, type Naming, namings, toldOnly } from '../../preparation/name-inputs.ts';
import type { Problem } from '../../preparation/problem.ts';
import type { SampleTable } from '../../preparation/sample-table.ts';
import type { SeenContext } from '../context/seen-context.ts';
import type { GateView } from '../gates/gate.ts';
import type { Member } from '../modes/mode.ts';
import type { Coverage } from './coverage.ts';

/** All that a mode may look at to weigh the members: nothing of it is held out. */
export interface Evidence {
  readonly problem: Problem;
  /** In the partition's order. */
  readonly members: readonly Member[];
  /** What each member's training rows looked like; undefined for the single model, and without context inputs. */
  readonly contexts: readonly (SeenContext | undefined)[];
  /** Whose training rows each member has learned from. */
  readonly coverage: Coverage;
  /** Absent where the study has no validation rows. */
  readonly validation?: Judged | undefined;
}

/** Labelled rows, and what every member says to them. */
export interface Judged {
  readonly table: SampleTable;
  /** To the rows as they are, with all names that the networks have inputs for. */
  readonly outputs: readonly NetworkOutput[];
  /** To the same rows told less, by `toldKey`; absent where no input stands for a name. */
  readonly toldLess?: Readonly<Record<string, readonly NetworkOutput[]>> | undefined;
}

/** Which of the names of a recording are told: to a gate, and to the networks where they have inputs for them. */
export type Told = readonly Naming[];

export const everything: Told = namings;

/** A table as a gate and the networks see it, told so much of its recordings. */
export function viewOf(table: SampleTable, problem: Problem, told: Told): GateView {
  const known = problem.recordings.map(
    (card): Known => Object.fromEntries(told.map((by) => [by, card[by]] as const)),
  );
  const { rows, inputNames } = table;
  const inputs = toldOnly(table.inputs, inputNames, told);
  return { rows, inputs, inputNames, known: (row) => known[table.recording[row]!]! };
}
