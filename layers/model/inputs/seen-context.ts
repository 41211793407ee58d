/** The EMG context in the training rows of a local model, as a Gaussian with a diagonal covariance. */
export interface SeenContext {
  /** One for each context input; normalised EMG, no unit. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Mahalanobis distance that nearly all training rows are within. */
  readonly reach: number;
}

/** Columns of the context: mean and deviation of the last seconds; empty if the model has no context. */
export function contextColumns(inputNames: readonly string[]): number[] {
  return inputNames.flatMap((name, at) => (/~(mean|deviation)$/.test(name) ? [at] : []));
}

/** Mahalanobis distance of a row's context from the mean context in the training rows of a local model. */
export function contextDistance(
  { mean, deviation }: SeenContext,
  view: { readonly inputs: Float32Array; readonly inputNames: readonly string[] },
  row: number,
  columns: readonly number[],
): number {
  const start = row * view.inputNames.length;
  let square = 0;
  for (let at = 0; at < columns.length; at++) {
    square += ((view.inputs[start + columns[at]!]! - mean[at]!) / deviation[at]!) ** 2;
  }
  return Math.sqrt(square);
}
