import type { NetworkOutput } from '../../learning/local-network.ts';
import type { Problem } from '../../preparation/problem.ts';
import type { SampleTable } from '../../preparation/sample-table.ts';
import type { SeenContext } from '../context/seen-context.ts';
import type { GateView, Known } from '../gates/gate.ts';
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
  readonly outputs: readonly NetworkOutput[];
}

/** Which of the names of a recording a gate is told. */
export type Told = readonly ('subject' | 'site' | 'task')[];

export const everything: Told = ['subject', 'site', 'task'];

/** A table as a gate sees it, told so much of its recordings. */
export function viewOf(table: SampleTable, problem: Problem, told: Told): GateView {
  const known = problem.recordings.map(
    (card): Known => Object.fromEntries(told.map((by) => [by, card[by]] as const)),
  );
  const { rows, inputs, inputNames } = table;
  return { rows, inputs, inputNames, known: (row) => known[table.recording[row]!]! };
}
