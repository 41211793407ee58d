import type { Fold, Learner } from '../../model/dataset/index.ts';
import type { GivenNames, Naming } from '../../model/inputs/index.ts';

/** One run in one bucket: part of the input of every state of the state machine. */
export interface RunPointer {
  readonly bucket: string;
  readonly study: string;
  readonly run: string;
}

/** Input of an execution of the state machine. */
export interface RunInput extends RunPointer {
  /** Upload time of the study (`uploadedAt` of the claim); absent from runs started before it was recorded. */
  readonly uploadedAt?: string;
}

/** Output of an execution that published its model. */
export interface PublishedRun {
  readonly state: 'Published';
  /** Prefix of the model's files. */
  readonly model: string;
  /** The run of a newer upload that was published before this one; predictions keep using its model. */
  readonly newer?: string;
}

export interface SubdomainPointer extends RunPointer {
  readonly subdomain: string;
  /** The place of the training; absent from pointers for a single call. */
  readonly compute?: 'lambda' | 'gpu';
  /** Absent: a network. */
  readonly learner?: 'forest';
}

/** `prepared/partition.json`: results of prepare-study. */
export interface PartitionRecord {
  readonly subdomains: readonly SubdomainRecord[];
  /** The single model without physics, which is compared with it and never published; absent: it is not trained. */
  readonly control?: SubdomainRecord;
  /** Absent: none. */
  readonly folds?: readonly Fold[];
  readonly counts: {
    readonly sites: number;
    readonly subjects: number;
    readonly recordings: number;
    readonly trainRows: number;
    readonly validationRows: number;
    /** All held-out rows; of a large study fewer are kept for scoring. */
    readonly heldOutRows: number;
    /** Time for which all signals of a recording exist, summed over recordings, s. */
    readonly seconds: number;
  };
  /** SHA-256 of every file that was read. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly labels: readonly LabelRecord[];
  /** SHA-256 of the tables below `prepared/`; a table without an entry is not checked. */
  readonly digests?: Readonly<Record<string, string>>;
}

export interface SubdomainRecord {
  readonly id: string;
  /** `local`: the network of a sub-domain of the division; `single`: that of everything; `further`: all others. */
  readonly kind: 'local' | 'single' | 'further';
  readonly label: string;
  /** Training rows. */
  readonly rows: number;
  /** Names of the tables below `prepared/`. */
  readonly tables: readonly string[];
  /** Numbers of the recordings whose rows it learns from; absent: all in these tables. */
  readonly recordings?: readonly number[];
  /** Absent: a network. */
  readonly learner?: Learner;
  /** Local models of one family cover the study together. Absent from runs without families. */
  readonly family?: string;
  /** Names that all its rows share, if it was cut by them. */
  readonly names?: GivenNames;
  /** Kinds of names that a prediction must give; absent: none. */
  readonly needs?: readonly Naming[];
  /** Present if it learns without any names, for people whom training has not seen. */
  readonly isForStrangers?: true;
}

export interface LabelRecord {
  readonly file: string;
  readonly physics: string;
  readonly source: string;
  readonly rows: number;
  readonly labelledRows: number;
  /** Number of rows without a label, by the first reason that applies. */
  readonly refusedRows: { readonly unknown: number; readonly outOfRange: number; readonly reserve: number };
  readonly reserveMaxNm: number | null;
  readonly peakTorqueNm: number | null;
}

/** `local/<sub-domain>/training.json`, the last object that a training writes. */
export interface TrainingRecord {
  readonly subdomain: string;
  readonly engine: string;
  readonly backend: string;
  readonly seed: number;
  readonly rows: number;
  /** Time spent training, over all calls, s. */
  readonly seconds: number;
  /** Passes over the training rows. */
  readonly passes: number;
  readonly divergences: number;
  /** e_k: RMSE over scaled outputs on the sub-domain's training rows, no unit. */
  readonly trainingError: number;
  /** The same on its validation rows; null if there are none. */
  readonly validationError: number | null;
  readonly trainingLoss: {
    readonly angle: number;
    readonly force: number;
    /** Absent if torque is no output. */
    readonly torque?: number;
    readonly physics: number;
  };
  readonly curve: readonly {
    readonly passes: number;
    readonly loss: number;
    readonly validationError: number | null;
  }[];
  /** SHA-256 of `model.json` and `weights.bin`. */
  readonly digests: Readonly<Record<'model.json' | 'weights.bin', string>>;
}

/** `local/<fold>/training.json`, the last object that a fold writes. */
export interface FoldResultRecord {
  readonly fold: string;
  /** Rows that were predicted. */
  readonly rows: number;
  /** Time spent, over all calls, s. */
  readonly seconds: number;
  /** SHA-256 of `rows.parquet` and `outputs.bin`. */
  readonly digests: Readonly<Record<'rows.parquet' | 'outputs.bin', string>>;
}

/** `local/<sub-domain>/lost.json`: reason why a local model is missing. */
export interface LossRecord {
  readonly error: string;
  readonly cause: string;
}

/** `local/<sub-domain>/progress.json`, written every few seconds, later every minute. */
export interface ProgressRecord {
  readonly phase: string;
  /** Work done, 0 to 1. */
  readonly share: number;
  readonly loss: number | null;
  readonly validationError: number | null;
  readonly secondsLeft: number | null;
}
