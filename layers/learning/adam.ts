/** State of Adam (Kingma & Ba 2015) beside the parameters; all of it goes into a checkpoint. */
export interface AdamState {
  readonly first: Float64Array;
  readonly second: Float64Array;
  steps: number;
}

export function adamState(size: number): AdamState {
  return { first: new Float64Array(size), second: new Float64Array(size), steps: 0 };
}

/** One step down the gradient, in place; beta 0.9 and 0.999, epsilon 1e-8. */
export function adamStep(
  state: AdamState,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
): void {
  state.steps++;
  const { first, second } = state;
  const stride = learningRate / (1 - 0.9 ** state.steps);
  const spread = 1 / Math.sqrt(1 - 0.999 ** state.steps);
  for (let at = 0; at < parameters.length; at++) {
    const slope = gradient[at]!;
    const mean = 0.9 * first[at]! + 0.1 * slope;
    const square = 0.999 * second[at]! + 0.001 * slope * slope;
    first[at] = mean;
    second[at] = square;
    parameters[at]! -= (stride * mean) / (spread * Math.sqrt(square) + 1e-8);
  }
}

/** From the full rate down along half a cosine to a fiftieth of it (Loshchilov & Hutter 2017). */
export function cosineRate(learningRate: number, progress: number): number {
  const floor = learningRate / 50;
  return floor + 0.5 * (learningRate - floor) * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
