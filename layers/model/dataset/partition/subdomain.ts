import type { SampleTable } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';

/** One sub-domain: its names, and its rows in the study's table (training and validation). */
export interface Subdomain {
  /** Safe in keys and logs: `time-3`, `subject-12`; never a subject's pseudonym. */
  readonly id: string;
  /** Label in the report: a site, a subject, a task, or a block number. */
  readonly label: string;
  /** In ascending order. */
  readonly rows: Uint32Array;
}

/** Divides rows into groups; every row appears in exactly one group. */
export type DivideRows = (
  table: SampleTable,
  rows: Uint32Array,
  problem: TrainingProblem,
) => Omit<Subdomain, 'id'>[];
