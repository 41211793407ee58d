import type { LocalModelJson } from '../../model/predictor/index.ts';
import type { LocalModel } from '../../model/weighing/index.ts';
import type { TrainingRecord } from './run-objects.ts';

/** The trained models of a run, and the missing or refused ones; without the networks. */
export interface Gathered {
  readonly localModels: readonly GatheredLocalModel[];
  /** With the curves of the first hundred; the others have none. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** The reason, by sub-domain. */
  readonly dropped: ReadonlyMap<string, string>;
  /** Errors in training records that are not true, by sub-domain. */
  readonly falseRecords: ReadonlyMap<string, string>;
}

/** A model that is part of the global one. */
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
