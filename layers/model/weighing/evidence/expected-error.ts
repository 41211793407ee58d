import { percentile } from '../../../base/numbers/index.ts';
import { type GivenKinds, noNames } from '../../inputs/index.ts';
import type { Gate } from '../../predictor/index.ts';
import { combine, namesOf, weightsOf } from '../../predictor/index.ts';
import { type Evidence, type Judged, viewOf } from './evidence.ts';
import { outputsGiven } from './fewer-names.ts';

/** Error of the angle of one person, as folds have met it; RMSE in rad. */
export interface ExpectedError {
  /** Number of people. */
  readonly people: number;
  /** The names that were given. */
  readonly given: GivenKinds;
  readonly medianRad: number;
  /** Four of five people have an error between these: the 10th and 90th percentile, interpolated between people. */
  readonly lowRad: number;
  readonly highRad: number;
}

/** What to expect of the model: of a person whom training knows, and of a new one. */
export interface ExpectedErrors {
  readonly knownPerson?: ExpectedError;
  readonly newPerson?: ExpectedError;
}

/** Errors of a gate by person, on the rows of folds; the task is given if it makes a difference. */
export function expectedErrors(evidence: Evidence, gate: Gate): ExpectedErrors {
  const { known, newSubject, problem } = evidence;
  const usesTask = namesOf(gate, problem.inputNames, 'task').size > 0;
  const knownPerson = known?.isOfFolds
    ? expectedError(known, usesTask ? ['subject', 'task'] : ['subject'], evidence, gate)
    : undefined;
  const newPerson = newSubject && expectedError(newSubject, usesTask ? ['task'] : noNames, evidence, gate);
  return { ...(knownPerson ? { knownPerson } : {}), ...(newPerson ? { newPerson } : {}) };
}

function expectedError(
  judged: Judged,
  given: GivenKinds,
  { problem, localModels }: Evidence,
  gate: Gate,
): ExpectedError | undefined {
  const { table } = judged;
  const weights = weightsOf(gate, viewOf(table, problem, given), localModels.length);
  const { values, outputs } = combine(outputsGiven(judged, given), weights);
  const squaresOf = new Map<string, { sum: number; rows: number }>();
  for (let row = 0; row < table.rows; row++) {
    const error = values[row * outputs]! - table.labels[row * outputs]!;
    if (Number.isNaN(error)) continue;
    const { subject } = problem.recordings[table.recording[row]!]!;
    const own = squaresOf.get(subject) ?? { sum: 0, rows: 0 };
    squaresOf.set(subject, own);
    own.sum += error * error;
    own.rows++;
  }
  if (squaresOf.size === 0) return undefined;
  const errors = [Float64Array.from([...squaresOf.values()], ({ sum, rows }) => Math.sqrt(sum / rows))];
  return {
    people: squaresOf.size,
    given,
    medianRad: percentile(errors, 50),
    lowRad: percentile(errors, 10),
    highRad: percentile(errors, 90),
  };
}
