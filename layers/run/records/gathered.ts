import type { LocalModelJson } from '../../model/predictor/index.ts';
import type { LocalModel } from '../../model/weighing/index.ts';
import type { TrainingRecord } from './run-objects.ts';

/** The trained models of a run, and those that are missing or refused; without the networks themselves. */
export interface Gathered {
  readonly localModels: readonly GatheredLocalModel[];
  /** The curves of the first hundred; the others' are empty. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** Why, by sub-domain. */
  readonly dropped: ReadonlyMap<string, string>;
  /** What their trainings said of themselves that is not so, by sub-domain. */
  readonly denied: ReadonlyMap<string, string>;
}

/** A model that speaks in the global one. */
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
