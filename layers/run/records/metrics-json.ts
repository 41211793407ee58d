import { allNames, type GivenKinds, noNames } from '../../model/inputs/index.ts';
import type { ExpectedErrors, IntervalCoverage, PhysicsScore, Score } from '../../model/weighing/index.ts';

/** `metrics.json` of a run, version 3: errors of every mode and control. */
export interface MetricsJson {
  readonly version: 3;
  /** The mode that predictions use. */
  readonly mode: string;
  /** Warnings to read before relying on the mode. */
  readonly warnings: readonly string[];
  /**
   * Error of each mode on the rows by which modes were chosen: RMSE over scaled outputs, no unit; null without such rows.
   */
  readonly validationErrors: readonly ValidationError[];
  /** These rows; absent: validation rows. */
  readonly judgedOn?: 'folds';
  /** Errors of the published mode by person, on rows that folds have predicted; absent without folds. */
  readonly expectedErrors?: ExpectedErrors;
  /** Coverage of the published mode's 90 % intervals on held-out rows; absent without intervals. */
  readonly coverage90?: CoverageByNames | undefined;
  /** Errors on held-out rows. */
  readonly scores: readonly Score[];
  /** Moment balance and residual of the published model and its controls; absent from earlier releases. */
  readonly physics?: readonly PhysicsScore[];
}

export interface ValidationError {
  readonly mode: string;
  readonly given: GivenKinds;
  readonly error: number | null;
}

/** Coverage if all names of a held-out recording are given, and if none is. */
export interface CoverageByNames {
  readonly allNames: IntervalCoverage;
  readonly noNames: IntervalCoverage;
}

/**
 * Converts `metrics.json` of any version to version 3. Version 1 has no version field: the names of modes end in ` (unnamed)`
 * if no names were given, and validation errors are in two objects. In versions 1 and 2 the coverage is `named` and
 * `unnamed`. Other fields are kept.
 *
 * @throws SyntaxError if it is not an object, or of an unknown version
 */
export function openMetrics(value: unknown): MetricsJson {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new SyntaxError('metrics.json is not an object');
  const { version } = value as { version?: unknown };
  if (version === undefined) return fromSecond(fromFirst(value as FirstMetrics));
  if (version === 2) return fromSecond(value as SecondMetrics);
  if (version !== 3)
    throw new SyntaxError(`metrics.json has version ${version}; versions 1 to 3 can be read`);
  return value as MetricsJson;
}

/** `metrics.json` of version 2. */
interface SecondMetrics extends Omit<MetricsJson, 'version' | 'coverage90'> {
  readonly version: 2;
  readonly coverage90?: { readonly named: IntervalCoverage; readonly unnamed: IntervalCoverage };
}

function fromSecond({ coverage90, ...others }: SecondMetrics): MetricsJson {
  const converted = coverage90 && { allNames: coverage90.named, noNames: coverage90.unnamed };
  return { ...others, version: 3, ...(converted ? { coverage90: converted } : {}) };
}

/** `metrics.json` of version 1; every field may be missing. */
interface FirstMetrics {
  readonly mode: string;
  readonly warnings?: readonly string[];
  readonly validationErrors?: Readonly<Record<string, number | null>>;
  readonly validationErrorsUnnamed?: Readonly<Record<string, number | null>>;
  readonly scores?: readonly Omit<Score, 'given'>[];
}

function fromFirst(metrics: FirstMetrics): SecondMetrics {
  const { warnings = [], validationErrors, validationErrorsUnnamed, scores = [], ...others } = metrics;
  return {
    ...others,
    version: 2,
    warnings,
    validationErrors: [
      ...errorsOf(validationErrors, allNames),
      ...errorsOf(validationErrorsUnnamed, noNames),
    ],
    scores: (Array.isArray(scores) ? scores : []).map((score: Score) => ({
      ...score,
      ...modelOfFirst(score.model),
    })),
  };
}

function errorsOf(errors: FirstMetrics['validationErrors'] = {}, given: GivenKinds): ValidationError[] {
  return Object.entries(errors).map(([mode, error]) => ({ mode, given, error }));
}

const withoutNames = / \(unnamed\)$/;

function modelOfFirst(model: string): Pick<Score, 'model' | 'given'> {
  return withoutNames.test(model)
    ? { model: model.replace(withoutNames, ''), given: noNames }
    : { model, given: allNames };
}
