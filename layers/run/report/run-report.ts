import type { IntervalCoverage, Score } from '../../model/weighing/index.ts';

/**
 * What the report of a run is made from. Plain data, JSON-serialisable: a quantity that does not exist (the
 * correlation of a constant, a residual that was switched off) is `null`, never NaN.
 */
export interface RunReport {
  readonly study: string;
  readonly run: string;
  readonly joint: string;
  /** What a growing angle means in `traces`: as in the study's own column. */
  readonly anglePositive: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** What computed loss and gradient, with its backend, e.g. `tensor (tfjs-node)`. */
  readonly engine: string;
  readonly state: string;
  readonly counts: RunCounts;
  readonly heldOut: HeldOutFacts;
  /** The partition: `time`, `site`, `subject`, `task`, ... */
  readonly subdomainsBy: string;
  /** Why it was chosen, if the manifest names none: `there are 3 tasks`. */
  readonly subdomainsBecause?: string;
  readonly seeds: readonly number[];
  /** Weight lambda of the equation of motion in the loss; 0 is the data-driven control. */
  readonly physicsWeight: number;
  /** The mode that predictions use. */
  readonly publishedMode: string;
  readonly metrics: readonly MetricRow[];
  /** The 90 % intervals of the published mode on held-out rows, told whose recording it is and not; absent without intervals. */
  readonly coverage90?: { readonly named: IntervalCoverage; readonly unnamed: IntervalCoverage };
  /** Muscles whose forces the model gives; none where no recording of the study has a force label. */
  readonly muscles: readonly string[];
  readonly contributions: readonly ContributionRow[];
  readonly traces: readonly Trace[];
  readonly labels: readonly LabelRow[];
  readonly curves: readonly TrainingCurve[];
  /** Seeds, code version, digests and resolved settings; shown as it is. */
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

export interface RunCounts {
  readonly sites: number;
  readonly subjects: number;
  readonly recordings: number;
  readonly trainRows: number;
  readonly validationRows: number;
  readonly heldOutRows: number;
  /** Recorded time of all recordings, in seconds. */
  readonly seconds: number;
}

/** What was held out, counted in recordings. */
export interface HeldOutFacts {
  /** Held out from the first row to the last. */
  readonly whole: number;
  /** Of which the last quarter was held out, and the rest was learned from. */
  readonly lastQuarters: number;
  /** How many of them all are of people of whom nothing was learned from. */
  readonly ofNewPeople: number;
  /** Held-out stretches of each task: of each of these recordings one. */
  readonly stretchesByTask: Readonly<Record<string, number>>;
}

/** How one model does on held-out samples of one scope. */
export type MetricRow = Score;

/** What one local model adds; the sub-domain `single` is the control trained on everything. Errors are RMSE over outputs divided by their training deviation: dimensionless. */
export interface ContributionRow {
  readonly subdomain: string;
  readonly label: string;
  readonly rows: number;
  /** Wall time of its training. */
  readonly seconds: number;
  /** The error its weight was computed from. */
  readonly error: number | null;
  readonly weight: number;
  readonly trainingError: number | null;
  /** null where the sub-domain has no validation rows. */
  readonly validationError: number | null;
  /** Why it is not part of the global model. */
  readonly dropped?: string;
}

/** One held-out stretch, thinned for drawing. All arrays are as long as `timeS`. */
export interface Trace {
  readonly recording: string;
  readonly site: string;
  readonly subject: string;
  readonly task: string;
  readonly timeS: readonly number[];
  readonly measuredDeg: readonly (number | null)[];
  readonly predictedDeg: Readonly<Record<string, readonly (number | null)[]>>;
  /** Half width of the published mode's 90 % interval, degrees; drawn as a band if it is given. */
  readonly interval90Deg?: readonly (number | null)[];
  /** By muscle; `predicted` is that of the published mode, `labelled` null where a sample has no label. */
  readonly forcesN?: Readonly<
    Record<
      string,
      { readonly labelled: readonly (number | null)[]; readonly predicted: readonly (number | null)[] }
    >
  >;
}

/** Where the muscle forces of one recording come from. */
export interface LabelRow {
  readonly recording: string;
  readonly task: string;
  /** Whether training rows are from it; else it was held out whole, or serves validation alone. */
  readonly isLearnt: boolean;
  /** Whether one of its training rows has a label. */
  readonly isLearntForces: boolean;
  /** Where the torque in the residual comes from; also where the forces were given. */
  readonly physics: 'measured torque' | 'equation of motion' | 'none';
  readonly source: 'given' | 'torque column' | 'equation of motion' | 'none';
  readonly frames: number;
  readonly labelled: number;
  /** How the torque was shared: `static optimisation, emg-assisted`, ... */
  readonly method: string;
  /** Frames without a label, by the first reason that holds. */
  readonly refused: {
    /** No torque: unknown posture or load, a frame masked out, or the edge of the recording. */
    readonly unknown: number;
    /** The angle lies where the joint's moment arms are not known. */
    readonly outOfRange: number;
    /** The muscles cannot give the torque: the reserve exceeds 5 % of its peak. */
    readonly reserve: number;
  };
  /** Largest torque that the muscles could not deliver. */
  readonly reserveMaxNm: number | null;
}

/** How one training went; all arrays are as long as `step`. */
export interface TrainingCurve {
  readonly subdomain: string;
  /** Passes over the training rows. */
  readonly step: readonly number[];
  readonly loss: readonly number[];
  /** RMSE over scaled outputs on validation rows, no unit; null where the sub-domain has none. */
  readonly validation: readonly (number | null)[];
}
