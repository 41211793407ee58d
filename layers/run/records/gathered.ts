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
  /** In the partition. */
  readonly place: number;
  readonly byteLength: number;
  /** Of its weights. */
  readonly sha256: string;
  /** Its tensors in the order of its weights.bin; one object for all models of one shape. */
  readonly parameters: LocalModelJson['parameters'];
}
