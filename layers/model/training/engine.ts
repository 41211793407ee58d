import type { Quantity, TrainingProblem } from '../dataset/index.ts';
import type { NetworkShape } from '../network/index.ts';
import type { Batch, LossCounts } from './batch.ts';

/** The labelled parts of the loss, each a mean over labels, no unit: (1/n) mean sum_i (y^_i - y_i)^2 / s_i^2 */
export type LabelledLoss = { readonly [quantity in Quantity]: number };

/** The parts of the physics-informed loss, each a mean over its rows, no unit; `total` is their weighted sum. */
export interface Loss extends LabelledLoss {
  readonly total: number;
  /** mean v R^2 / s_tau^2, v of `residualWeight`, before lambda; over all coordinates */
  readonly physics: number;
}

/** Computes loss and gradient of one network. Optimisers and training use an engine only through this interface. */
export interface Engine {
  /** `tensor` or `kernel`. */
  readonly name: string;
  /** Backend of the engine, e.g. `wasm` or `tensorflow`. */
  readonly backend: string;
  objective(shape: NetworkShape, problem: TrainingProblem): Objective;
}

export interface Objective {
  /**
   * Loss over one batch, its sums divided by `counts`: those of the batch itself or, if the batch is one part of a full pass,
   * those of the whole pass. `share`, the part's share of the parameter decay, is then below 1.
   *
   * @param parameters flat, float32
   * @param gradient the flat gradient is ADDED to it; if absent, no gradient is computed
   */
  evaluate(
    parameters: Float32Array,
    batch: Batch,
    counts: LossCounts,
    share: number,
    gradient?: Float64Array,
  ): Loss;
}
