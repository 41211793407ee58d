/** Names one run in one bucket: what every state of the state machine is given. */
export interface RunPointer {
  readonly bucket: string;
  readonly study: string;
  readonly run: string;
}

/** Input of an execution of the state machine. */
export interface RunInput extends RunPointer {
  /** When its study was uploaded (`uploadedAt` of the claim). Runs that were started before there was one have none. */
  readonly uploadedAt?: string;
}

/** Output of an execution that published its model. */
export interface PublishedRun {
  readonly state: 'Published';
  /** Prefix of the model's files. */
  readonly model: string;
  /** The run of a newer upload, which was published before: its model stays the one that predictions use. */
  readonly newer?: string;
}

export interface SubdomainPointer extends RunPointer {
  readonly subdomain: string;
  /** Where it is trained; absent in pointers that are about one call and not about a training. */
  readonly compute?: 'lambda' | 'gpu';
}

/** `prepared/partition.json`: what prepare-study found and cut. */
export interface PartitionRecord {
  readonly subdomains: readonly SubdomainRecord[];
  readonly counts: {
    readonly sites: number;
    readonly subjects: number;
    readonly recordings: number;
    readonly trainRows: number;
    readonly validationRows: number;
    /** Of a large study, fewer of them are kept to score by. */
    readonly heldOutRows: number;
    /** Time in which all signals of a recording were recorded, over all recordings, s. */
    readonly seconds: number;
  };
  /** SHA-256 of every file that was read. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly labels: readonly LabelRecord[];
  /** SHA-256 of every table below `prepared/`; of one that is not named, it is not compared. */
  readonly digests?: Readonly<Record<string, string>>;
}

export interface SubdomainRecord {
  readonly id: string;
  readonly kind: 'local' | 'single';
  readonly label: string;
  /** Training rows. */
  readonly rows: number;
  /** Names of the tables below `prepared/`. */
  readonly tables: readonly string[];
}

export interface LabelRecord {
  readonly file: string;
  readonly physics: string;
  readonly source: string;
  readonly rows: number;
  readonly labelledRows: number;
  /** Rows without a label, by the first reason that holds. */
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
  /** e_k: RMSE over scaled outputs on the own training rows, no unit. */
  readonly trainingError: number;
  /** The same on the own validation rows; null where there are none. */
  readonly validationError: number | null;
  readonly trainingLoss: { readonly angle: number; readonly force: number; readonly physics: number };
  readonly curve: readonly {
    readonly passes: number;
    readonly loss: number;
    readonly validationError: number | null;
  }[];
  /** SHA-256 of `model.json` and `weights.bin`. */
  readonly digests: Readonly<Record<'model.json' | 'weights.bin', string>>;
}

/** `local/<sub-domain>/lost.json`: why a local model is missing. */
export interface LossRecord {
  readonly error: string;
  readonly cause: string;
}

/** `local/<sub-domain>/progress.json`, renewed every few seconds, later every minute. */
export interface ProgressRecord {
  readonly phase: string;
  /** 0 to 1. */
  readonly share: number;
  readonly loss: number | null;
  readonly validationError: number | null;
  readonly secondsLeft: number | null;
}
