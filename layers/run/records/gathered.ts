import type { LocalModelJson } from '../../model/predictor/index.ts';
import type { LocalModel } from '../../model/weighing/index.ts';
import type { TrainingRecord } from './run-objects.ts';

/** The trained models of a run, and those that are missing or refused; without the networks themselves. */
export interface Gathered {
  readonly localModels: readonly GatheredLocalModel[];
  /** By sub-domain; only the first hundred have their curves. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** Reason, by sub-domain. */
  readonly dropped: ReadonlyMap<string, string>;
  /** False statements in training records, by sub-domain. */
  readonly denied: ReadonlyMap<string, string>;
}

/** A local model of the global model. */
export interface GatheredLocalModel extends LocalModel {
  readonly label: string;
  /** Index in the partition. */
  readonly place: number;
  readonly byteLength: number;
  /** SHA-256 of its parameters. */
  readonly sha256: string;
  /** Its tensors in the order of weights.bin; models of one shape share the object. */
  readonly parameters: LocalModelJson['parameters'];
}
