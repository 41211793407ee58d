/** What an optimiser of small batches remembers; all of it goes into a checkpoint. */
export interface DescentState {
  readonly steps: number;
  readonly vectors: Readonly<Record<string, Float64Array>>;
}

/** An optimiser of small batches: it knows parameters and gradients, flat, and no engine. */
export interface Descent {
  /** One step down the gradient, in place. */
  step(parameters: Float64Array, gradient: Float64Array, learningRate: number): void;
  state(): DescentState;
  /** Takes up a state that the same optimiser gave for the same network. */
  restore(state: DescentState): void;
}

/** From the full rate down along half a cosine to a fiftieth of it (Loshchilov & Hutter 2017). */
export function cosineRate(learningRate: number, progress: number): number {
  const floor = learningRate / 50;
  return floor + 0.5 * (learningRate - floor) * (1 + Math.cos(Math.PI * Math.min(1, progress)));
}
