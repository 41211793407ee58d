/** State of an optimiser of small batches; a checkpoint has all of it. */
export interface DescentState {
  readonly steps: number;
  readonly vectors: Readonly<Record<string, Float64Array>>;
}

/** An optimiser of small batches. It works on flat parameters and gradients, and knows no engine. */
export interface Descent {
  /** One step down the gradient, in place. */
  step(parameters: Float64Array, gradient: Float64Array, learningRate: number): void;
  state(): DescentState;
  /** Restores a state of the same optimiser for the same network. */
  restore(state: DescentState): void;
}

/** Half a cosine from the full rate down to a fiftieth of it (Loshchilov & Hutter 2017). */
export function cosineRate(learningRate: number, progress: number): number {
  const floor = learningRate / 50;
  return floor + 0.5 * (learningRate - floor) * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
