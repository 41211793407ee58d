import type { Learner } from '../../model/dataset/index.ts';
import type { Naming } from '../../model/inputs/index.ts';
import type { ExpectedErrors, PhysicsScore, Score } from '../../model/weighing/index.ts';
import type { CoverageByNames } from '../records/index.ts';

/**
 * Data of a run's report, serialisable as JSON. A quantity that does not exist (the correlation of a constant, a residual
 * that was switched off) is `null`, never NaN.
 */
export interface RunReport {
  readonly study: string;
  readonly run: string;
  readonly joint: string;
  /** Direction of a growing angle in `traces`, as in the study's own column. */
  readonly anglePositive: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Engine that computed loss and gradient, with its backend, e.g. `tensor (tfjs-node)`. */
  readonly engine: string;
  readonly state: string;
  readonly counts: RunCounts;
  readonly heldOut: HeldOutFacts;
  /** The partition: `time`, `site`, `subject`, `task`, ... */
  readonly subdomainsBy: string;
  /** Reason for the partition if the manifest names none: `there are 3 tasks`. */
  readonly subdomainsBecause?: string;
  readonly seeds: readonly number[];
  /** Weight lambda of the equation of motion in the loss; 0 in a purely data-driven run. */
  readonly physicsWeight: number;
  /** The mode that predictions use. */
  readonly publishedMode: string;
  readonly metrics: readonly MetricRow[];
  /** Coverage of the published mode's 90 % intervals on held-out rows, with and without given names; absent without intervals. */
  readonly coverage90?: CoverageByNames;
  /** Errors of the published mode by person, on rows that folds have predicted. Absent from earlier releases. */
  readonly expectedErrors?: ExpectedErrors;
  /** Muscles whose forces the model predicts; empty if no recording of the study has a force label. */
  readonly muscles: readonly string[];
  readonly contributions: readonly ContributionRow[];
  /** Empty for a run that was prepared without families. */
  readonly families: readonly FamilyRow[];
  readonly traces: readonly Trace[];
  /** Absent from earlier releases. */
  readonly physics?: readonly PhysicsScore[];
  /** Reason why the control without physics is missing, if it was trained. */
  readonly controlMissing?: string;
  readonly labels: readonly LabelRow[];
  readonly curves: readonly TrainingCurve[];
  /** Seeds, code version, digests and resolved settings; shown unchanged. */
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
  /** Recorded time of all recordings, s. */
  readonly seconds: number;
}

/** Number of recordings held out, by kind. */
export interface HeldOutFacts {
  /** Recordings held out whole. */
  readonly whole: number;
  /** Recordings whose last quarter was held out; the model learned from the rest. */
  readonly lastQuarters: number;
  /** Recordings, of both kinds, of subjects without training rows. */
  readonly ofNewPeople: number;
  /** Number of held-out stretches by task: one for each held-out recording. */
  readonly stretchesByTask: Readonly<Record<string, number>>;
}

/** Error of one model on the held-out samples of one scope. */
export type MetricRow = Score;

/** Contribution of one local model, or of the single model. Errors are RMSE over outputs divided by their training deviation, no unit. */
export interface ContributionRow {
  readonly subdomain: string;
  /** `local`: a network of the division; `single`: the single model; `further`: all others. Absent from earlier releases. */
  readonly kind?: 'local' | 'single' | 'further';
  readonly label: string;
  /** Absent from earlier releases, which trained networks alone. */
  readonly learner?: Learner;
  /** Local models of one family cover the study together. */
  readonly family?: string;
  readonly rows: number;
  /** Wall time of the training, s. */
  readonly seconds: number;
  /** Error from which the weight was computed. */
  readonly error: number | null;
  readonly weight: number;
  readonly trainingError: number | null;
  /** null if the sub-domain has no validation rows. */
  readonly validationError: number | null;
  /** Reason why the local model is not part of the global model. */
  readonly dropped?: string;
}

/** Local models that cover the study together, summed up. Errors as in `ContributionRow`. */
export interface FamilyRow {
  readonly family: string;
  readonly kind: NonNullable<ContributionRow['kind']>;
  readonly learner: Learner;
  /** Kinds of names that a prediction must give. */
  readonly needs: readonly Naming[];
  /** Local models that are part of the global model, and those that are not. */
  readonly models: number;
  readonly dropped: number;
  /** Training rows and training time in s, summed over the models. */
  readonly rows: number;
  readonly seconds: number;
  readonly trainingError: Range | null;
  /** null if no sub-domain has validation rows. */
  readonly validationError: Range | null;
  /** Weights in the published mode, summed over the models, mean over held-out rows, 0 to 1; null if nothing was held out. */
  readonly share: { readonly allNames: number | null; readonly noNames: number | null };
}

export interface Range {
  readonly least: number;
  readonly most: number;
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
  /** Half width of the published mode's 90 % interval, degrees; drawn as a band. */
  readonly interval90Deg?: readonly (number | null)[];
  /** By muscle: `predicted` by the published mode; `labelled` is null for samples without a label. */
  readonly forcesN?: Readonly<
    Record<
      string,
      { readonly labelled: readonly (number | null)[]; readonly predicted: readonly (number | null)[] }
    >
  >;
  /** About the first coordinate, in the direction of the angle; `predicted` by the published mode. Absent if torque is no output. */
  readonly torqueNm?: {
    readonly measured: readonly (number | null)[];
    readonly predicted: readonly (number | null)[];
  };
}

/** Source of the force labels of one recording. */
export interface LabelRow {
  readonly recording: string;
  readonly task: string;
  /** True if it has training rows; otherwise it was held out whole or serves validation only. */
  readonly isLearnt: boolean;
  /** True if at least one of its training rows has a label. */
  readonly isLearntForces: boolean;
  /** Source of the torque in the residual; stated even if the forces were given. */
  readonly physics: 'measured torque' | 'equation of motion' | 'none';
  readonly source: 'given' | 'torque column' | 'equation of motion' | 'none';
  readonly frames: number;
  readonly labelled: number;
  /** Method that shared the torque among the muscles: `static optimisation, emg-assisted`, ... */
  readonly method: string;
  /** Number of frames without a label, by the first reason that applies. */
  readonly refused: {
    /** No torque: unknown posture or load, a frame masked out, or the edge of the recording. */
    readonly unknown: number;
    /** The angle is outside the range of the joint's moment arms. */
    readonly outOfRange: number;
    /** The muscles cannot deliver the torque: the reserve exceeds 5 % of its peak. */
    readonly reserve: number;
  };
  /** Largest torque that the muscles could not deliver. */
  readonly reserveMaxNm: number | null;
}

/** Course of the training of one network of the division, or of the single model. All arrays are as long as `step`. */
export interface TrainingCurve {
  readonly subdomain: string;
  /** Passes over the training rows. */
  readonly step: readonly number[];
  readonly loss: readonly number[];
  /** RMSE over scaled outputs on validation rows, no unit; null if the sub-domain has none. */
  readonly validation: readonly (number | null)[];
}
