import { mostAnswers } from '../../layers/capacity/aggregate-needs.ts';
import type { Combined } from '../../layers/ensemble/combine.ts';
import { viewOf } from '../../layers/ensemble/evidence/evidence.ts';
import type { FittedMode } from '../../layers/ensemble/evidence/judge-modes.ts';
import { namesOf } from '../../layers/ensemble/gates/names-of.ts';
import type { IntervalsByGiven } from '../../layers/ensemble/global-model.ts';
import { halfWidth, type Interval } from '../../layers/ensemble/interval/interval.ts';
import { type CertainNames, intervalsFor } from '../../layers/ensemble/interval/intervals-for.ts';
import { coverage } from '../../layers/ensemble/metrics/coverage.ts';
import type { LocalNetwork } from '../../layers/learning/local-network.ts';
import {
  allNames,
  type Given,
  givenNamesOf,
  namings,
  noNames,
} from '../../layers/preparation/given-names.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import { type SampleTable, takeRows } from '../../layers/preparation/sample-table.ts';
import { answerStreaming } from './answer-streaming.ts';

/** The answer of the local models together for held-out rows: by one mode, with some names given. */
export interface HeldOutAnswer {
  readonly mode: string;
  readonly given: Given;
  readonly answer: Combined;
}

/** The held-out rows that are scored: all, or every second one, every third, ..., so that it takes no more than minutes. */
export function scoredRows(table: SampleTable, members: number): SampleTable {
  const step = Math.ceil((table.rows * members) / mostAnswers);
  if (step <= 1) return table;
  return takeRows(
    table,
    Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step),
  );
}

/** The answers of each mode for held-out rows with all names given, and with none if that makes a difference. */
export async function answersOf(
  table: SampleTable,
  networks: AsyncIterable<LocalNetwork>,
  fitted: readonly FittedMode[],
  problem: Problem,
): Promise<HeldOutAnswer[]> {
  const withNames = { given: allNames, view: viewOf(table, problem, allNames) };
  const withoutNames = { given: noNames, view: viewOf(table, problem, noNames) };
  const questions = fitted.flatMap(({ name: mode, gate }) => {
    const isChangedByNames = namings.some((by) => namesOf(gate, problem.inputNames, by).size > 0);
    const tried = isChangedByNames ? [withNames, withoutNames] : [withNames];
    return tried.map((one) => ({ mode, gate, ...one }));
  });
  const answers = await answerStreaming(questions, networks, problem.muscles.length);
  return questions.map(({ mode, given }, at) => ({ mode, given, answer: answers[at]! }));
}

/** Shares of held-out labels that lie within the 90 % intervals, by output. */
export interface IntervalCoverage {
  /** Without unit; null if nothing is labelled or there is no interval. */
  readonly angle: number | null;
  /** By muscle. */
  readonly forces: Readonly<Record<string, number | null>>;
}

/** The coverage of an answer by those intervals that a prediction with the same names would have. */
export function coverageOf(
  table: SampleTable,
  { given, answer }: Pick<HeldOutAnswer, 'given' | 'answer'>,
  { problem, certain, intervals }: Certainty,
): IntervalCoverage {
  const { recordings, muscles } = problem;
  const ofRecording = recordings.map((card) => intervalsFor(intervals, givenNamesOf(card, given), certain));
  const intervalsAt = (row: number) => ofRecording[table.recording[row]!]!;
  const forces = muscles.map(({ name }, at) => {
    const column = (values: ArrayLike<number>) =>
      Float64Array.from({ length: table.rows }, (_, row) => values[row * muscles.length + at]!);
    const share = coveredShareOf((row) => intervalsAt(row).forces[at] ?? null, {
      labels: column(table.forceN),
      predicted: column(answer.forceN),
      spread: column(answer.spreadForceN),
    });
    return [name, share] as const;
  });
  const angle = coveredShareOf((row) => intervalsAt(row).angle, {
    labels: table.angleRad,
    predicted: answer.angleRad,
    spread: answer.spreadAngleRad,
  });
  return { angle, forces: Object.fromEntries(forces) };
}

/** What says which intervals hold for a row. */
interface Certainty {
  readonly problem: Problem;
  readonly certain: CertainNames;
  readonly intervals: IntervalsByGiven;
}

interface Labelled {
  readonly labels: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly spread: ArrayLike<number>;
}

function coveredShareOf(
  intervalOf: (row: number) => Interval | null,
  { labels, predicted, spread }: Labelled,
): number | null {
  const rows = Array.from(labels, (_, row) => row).filter(
    (row) => !Number.isNaN(labels[row]) && intervalOf(row) !== null,
  );
  if (rows.length === 0) return null;
  return coverage(
    rows.map((row) => labels[row]!),
    rows.map((row) => predicted[row]!),
    rows.map((row) => halfWidth(intervalOf(row)!, spread[row]!)),
  );
}
