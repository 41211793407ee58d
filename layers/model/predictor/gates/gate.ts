import type { GivenNames, Naming } from '../../inputs/index.ts';
import type { GateJson } from '../model-file/gate-json.ts';

/** How much weight each local model has, for each input row. Fitted by a mode. */
export interface Gate {
  /** The weights for the rows of a view, by columns. */
  columns(view: GateView): WeightColumns;
  /** Places of the local models that can have a weight above 0, for any input and any given names. */
  usedLocalModels(): Set<number>;
  /** The names of one kind that change the weights if they are given. */
  names(by: Naming): Set<string>;
  toJson(): GateJson;
}

/** The input rows that a gate gives weights for. */
export interface GateView {
  readonly rows: number;
  readonly inputNames: readonly string[];
  /** rows x inputNames, row-major. */
  readonly inputs: Float32Array;
  readonly givenNames: (row: number) => GivenNames;
}

/** Weights by columns, one a local model: few numbers a row are held, however many local models there are. */
export interface WeightColumns {
  /**
   * Writes the weights of one local model. The weights of a row are not negative and sum to 1 over all local models.
   *
   * @param place of the local model
   * @param weights one a row; no unit
   */
  fill(place: number, weights: Float64Array): void;
}
