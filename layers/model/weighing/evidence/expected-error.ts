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
  /** By task, if there are several; absent from earlier releases. */
  readonly byTask?: Readonly<Record<string, ExpectedErrorOfTask>>;
}

/** Error of the angle in one task. */
export interface ExpectedErrorOfTask {
  readonly people: number;
  readonly medianRad: number;
  /** Median over people of the deviation of the angle: the error of a model that always predicts the person's mean. */
  readonly deviationRad: number;
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
  const all = new Moments();
  const byTask = new Map<string, Moments>();
  for (let row = 0; row < table.rows; row++) {
    const error = values[row * outputs]! - table.labels[row * outputs]!;
    if (Number.isNaN(error)) continue;
    const { subject, task } = problem.recordings[table.recording[row]!]!;
    const ofTask = byTask.get(task) ?? new Moments();
    byTask.set(task, ofTask);
    for (const moments of [all, ofTask]) moments.add(subject, error, table.labels[row * outputs]!);
  }
  const errors = [all.errors()];
  if (errors[0]!.length === 0) return undefined;
  const tasks = [...byTask]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([task, moments]) => [task, ofTaskAlone(moments)]);
  return {
    people: errors[0]!.length,
    given,
    ...(tasks.length > 1 ? { byTask: Object.fromEntries(tasks) } : {}),
    medianRad: percentile(errors, 50),
    lowRad: percentile(errors, 10),
    highRad: percentile(errors, 90),
  };
}

function ofTaskAlone(moments: Moments): ExpectedErrorOfTask {
  const errors = moments.errors();
  return {
    people: errors.length,
    medianRad: percentile([errors], 50),
    deviationRad: percentile([moments.deviations()], 50),
  };
}

/** Errors and angles of each person, summed up. */
class Moments {
  private readonly byPerson = new Map<
    string,
    { rows: number; errors: number; angles: number; squares: number }
  >();

  add(subject: string, error: number, angle: number): void {
    const own = this.byPerson.get(subject) ?? { rows: 0, errors: 0, angles: 0, squares: 0 };
    this.byPerson.set(subject, own);
    own.rows++;
    own.errors += error * error;
    own.angles += angle;
    own.squares += angle * angle;
  }

  /** RMSE, one a person. */
  errors(): Float64Array {
    return Float64Array.from([...this.byPerson.values()], ({ rows, errors }) => Math.sqrt(errors / rows));
  }

  /** Deviation of the angle, one a person. */
  deviations(): Float64Array {
    return Float64Array.from([...this.byPerson.values()], ({ rows, angles, squares }) =>
      Math.sqrt(Math.max(0, squares / rows - (angles / rows) ** 2)),
    );
  }
}
