import type { ManifestInput } from '../../../layers/study/manifest/index.ts';

/** The files of one study, as a laboratory would upload them. */
export interface StudyFiles {
  readonly manifest: ManifestInput;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** What is true of the recordings, by the file of their EMG; known of simulated ones only. */
  readonly truth?: ReadonlyMap<string, string>;
}

/** Where the studies of a case come from. */
export interface StudySource {
  /** What a reader needs to make the same: goes into the results. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Studies that together hold out everybody, or everything, once. */
  readonly folds: number;
  /** Folder below the data directory without which the case is skipped. */
  readonly folder?: string;
  build(seed: number, fold: number, scale: Scale): StudyFiles;
}

/** How large a study is made and how long is trained: whole, or small enough for a test. */
export interface Scale {
  /** Where real recordings lie. */
  readonly dataDir: string;
  /** Take the place of the experiment's own settings. */
  readonly simulation?: { readonly subjects?: number; readonly secondsPerRecording?: number };
  readonly training?: NonNullable<ManifestInput['training']>;
  /** Only the recordings of the first so many subjects. */
  readonly mostSubjects?: number;
}
