/**
 * A gate in `model.json`: the weight of each local model in each row. Weights are not negative and sum to 1 in a row.
 * docs/model-format.md has the formulas.
 */
export type GateJson = ConstantGateJson | ContextGateJson | NameGateJson | BlendGateJson;

/** The same weights in every row. */
export interface ConstantGateJson {
  readonly kind: 'constant';
  /** One a local model. */
  readonly weights: readonly number[];
}

/** The weight of a local model grows with the likeness of the EMG context to that of its training rows. */
export interface ContextGateJson {
  readonly kind: 'context';
  /** Power to which the density of the context is taken; no unit. */
  readonly temperature: number;
  /** One a local model; null for one that has weight 0 in every row. */
  readonly localModels: readonly (ContextDensityJson | null)[];
  /** Most local models with a weight in one row, the largest weights first; absent: all. */
  readonly mostLocalModels?: number;
}

/** Gaussian with a diagonal covariance of the context inputs, over the training rows of a local model. */
export interface ContextDensityJson {
  /** One a context input, in the unit of the inputs. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Training error of the local model, in deviations of the outputs; no unit. */
  readonly error: number;
}

/** If a listed name is given, the local models that were trained on its rows lead. */
export interface NameGateJson {
  readonly kind: 'name';
  readonly by: 'subject' | 'site' | 'task';
  /** By name: place of a local model, and the part of the name's training rows that it was trained on. Parts sum to 1. */
  readonly leaders: Readonly<Record<string, readonly (readonly [localModel: number, part: number])[]>>;
  /** Sum of the weights that the leaders share, 0 to 1; `otherwise` gives the rest. */
  readonly share: number;
  /** The shares of the leaders are in proportion to: part times weight by `otherwise` (`gate`), or part (`parts`). */
  readonly within: 'gate' | 'parts';
  /** The gate for rows without a listed name. */
  readonly otherwise: GateJson;
}

/** A mean of gates. */
export interface BlendGateJson {
  readonly kind: 'blend';
  readonly gates: readonly GateJson[];
  /** One a gate, summing to 1. */
  readonly shares: readonly number[];
}
