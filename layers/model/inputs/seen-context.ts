/** The EMG context of the rows that a local model was trained on, as a Gaussian with a diagonal covariance. */
export interface SeenContext {
  /** One a context input; normalised EMG, no unit. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** Mahalanobis distance within which nearly all of those rows lie. */
  readonly reach: number;
}

/** Columns of the slow inputs, the mean and deviation of the last seconds; none where the model has no context. */
export function contextColumns(inputNames: readonly string[]): number[] {
  return inputNames.flatMap((name, at) => (/~(mean|deviation)$/.test(name) ? [at] : []));
}

/** Mahalanobis distance of a row's context from the middle of what a local model has seen. */
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
