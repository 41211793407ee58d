import type { TrainingProblem } from '../dataset/index.ts';
import { type SampleTable, takeRows } from '../dataset/index.ts';
import { allNames, type GivenKinds, givenNamesOf, namings, noNames } from '../inputs/index.ts';
import type { Combined, ContextFadeJson, IntervalsByNames, Learned } from '../predictor/index.ts';
import { balanceForces, type CertainNames, intervalsFor, namesOf } from '../predictor/index.ts';
import { viewOf } from './evidence/evidence.ts';
import type { FittedMode } from './evidence/judge-modes.ts';
import { type IntervalCoverage, intervalCoverage } from './intervals/interval-coverage.ts';
import { torqueJsonOf } from './torque-json-of.ts';
import { weightedOutputs } from './weighted-outputs.ts';

/** Held-out rows x models; beyond it, fewer rows are scored. */
export const mostPredictions = 200_000_000;

/** The weighted outputs of the local models for held-out rows: by one mode, with some names given. */
export interface HeldOutPredictions {
  readonly mode: string;
  readonly given: GivenKinds;
  /** As they are published. */
  readonly predictions: Combined;
  /** The same before forces were projected onto the torque; the same object if torque is no output. */
  readonly unbalanced: Combined;
}

/** The held-out rows that are scored: all, or every second, third, ... row, so that scoring takes minutes at most. */
export function scoredRows(table: SampleTable, localModels: number): SampleTable {
  const step = Math.ceil((table.rows * localModels) / mostPredictions);
  if (step <= 1) return table;
  return takeRows(
    table,
    Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step),
  );
}

/**
 * The predictions of each mode for held-out rows with all names given, and without names if names make a difference.
 *
 * @param fade of the context, as the model has it
 */
export async function heldOutPredictions(
  table: SampleTable,
  localModels: AsyncIterable<Learned>,
  fitted: readonly FittedMode[],
  problem: TrainingProblem,
  fade: ContextFadeJson | undefined,
): Promise<HeldOutPredictions[]> {
  const withNames = { given: allNames, view: viewOf(table, problem, allNames) };
  const withoutNames = { given: noNames, view: viewOf(table, problem, noNames) };
  const gatesOnRows = fitted.flatMap(({ name: mode, gate }) => {
    const isChangedByNames = namings.some((by) => namesOf(gate, problem.inputNames, by).size > 0);
    const tried = isChangedByNames ? [withNames, withoutNames] : [withNames];
    return tried.map((one) => ({ mode, gate, ...one }));
  });
  const combined = await weightedOutputs(gatesOnRows, localModels, problem.outputs.length, fade);
  const torque = torqueJsonOf(problem);
  return gatesOnRows.map(({ mode, given }, at) => {
    const unbalanced = combined[at]!;
    return { mode, given, predictions: balanceForces(unbalanced, torque), unbalanced };
  });
}

/** The coverage of predictions by the intervals of a prediction with the same names. */
export function coverageOf(
  table: SampleTable,
  { given, predictions }: Pick<HeldOutPredictions, 'given' | 'predictions'>,
  { problem, certain, intervals }: Certainty,
): IntervalCoverage {
  const ofRecording = problem.recordings.map((card) =>
    intervalsFor(intervals, givenNamesOf(card, given), certain),
  );
  return intervalCoverage(table, predictions, problem.outputs, (row) => ofRecording[table.recording[row]!]!);
}

/** The data that determine the intervals of a row. */
interface Certainty {
  readonly problem: TrainingProblem;
  readonly certain: CertainNames;
  readonly intervals: IntervalsByNames;
}
