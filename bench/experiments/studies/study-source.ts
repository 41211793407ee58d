import type { ManifestInput } from '../../../layers/study/manifest/index.ts';

/** The files of one study, as a laboratory uploads them. */
export interface StudyFiles {
  readonly manifest: ManifestInput;
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** The truth of simulated recordings, by their EMG file. */
  readonly truth?: ReadonlyMap<string, string>;
}

/** Source of the studies of a case. */
export interface StudySource {
  /** Description for reproducing the study, written to the results. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Studies that together hold out everybody, or everything, once. */
  readonly folds: number;
  /** Folder below the data directory without which the case is skipped. */
  readonly folder?: string;
  build(seed: number, fold: number, scale: Scale): StudyFiles;
}

/** Size of a study and its training: whole, or small enough for a test. */
export interface Scale {
  /** Folder of real recordings. */
  readonly dataDir: string;
  /** Replace the settings of the experiment. */
  readonly simulation?: { readonly subjects?: number; readonly secondsPerRecording?: number };
  readonly training?: NonNullable<ManifestInput['training']>;
  /** Only the recordings of the first so many subjects. */
  readonly mostSubjects?: number;
}
