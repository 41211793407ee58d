import { dot } from '../../base/numbers/index.ts';
import { strongWolfe } from './line-search.ts';

/** State of L-BFGS besides the parameters (Nocedal & Wright 2006, algorithm 7.4); a checkpoint has all of it. */
export interface LbfgsState {
  /** Loss and gradient at the current parameters. */
  value: number;
  gradient: Float64Array;
  /** Latest changes of the parameters and of the gradient, oldest first. */
  readonly steps: Float64Array[];
  readonly changes: Float64Array[];
  iterations: number;
}

const memory = 10;

export type LossAndGradient = (parameters: Float64Array, gradient: Float64Array) => number;

export function lbfgsState(parameters: Float64Array, loss: LossAndGradient): LbfgsState {
  const gradient = new Float64Array(parameters.length);
  return { value: loss(parameters, gradient), gradient, steps: [], changes: [], iterations: 0 };
}

/** One iteration, in place. @returns false if no step decreases the loss: the minimum, to rounding */
export function lbfgsStep(state: LbfgsState, parameters: Float64Array, loss: LossAndGradient): boolean {
  const direction = twoLoop(state);
  const slope = dot(direction, state.gradient);
  if (!(slope < 0)) return false;
  const isFirst = state.steps.length === 0;
  const firstStep = isFirst ? Math.min(1, 1 / Math.sqrt(dot(state.gradient, state.gradient))) : 1;

  const trial = new Float64Array(parameters.length);
  const gradients = new Map<number, Float64Array>();
  const found = strongWolfe({ step: 0, value: state.value, slope }, firstStep, (step) => {
    for (let at = 0; at < trial.length; at++) trial[at] = parameters[at]! + step * direction[at]!;
    const gradient = new Float64Array(parameters.length);
    const value = loss(trial, gradient);
    const along = dot(direction, gradient);
    gradients.set(step, gradient);
    return {
      step,
      value: Number.isFinite(value + along) ? value : Number.POSITIVE_INFINITY,
      slope: along,
    };
  });
  if (!found) return false;

  const gradient = gradients.get(found.step)!;
  const step = direction.map((component) => component * found.step);
  const change = gradient.map((component, at) => component - state.gradient[at]!);
  for (let at = 0; at < parameters.length; at++) parameters[at]! += step[at]!;
  const curves = dot(step, change) > 1e-10 * dot(change, change);
  if (curves) remember(state, step, change);
  state.value = found.value;
  state.gradient = gradient;
  state.iterations++;
  return true;
}

/** - H g, with H the inverse Hessian estimated from the stored pairs. */
function twoLoop({ gradient, steps, changes }: LbfgsState): Float64Array {
  const direction = gradient.map((component) => -component);
  const weights: number[] = [];
  for (let pair = steps.length - 1; pair >= 0; pair--) {
    const weight = dot(steps[pair]!, direction) / dot(steps[pair]!, changes[pair]!);
    weights[pair] = weight;
    addScaled(direction, changes[pair]!, -weight);
  }
  const latest = steps.length - 1;
  if (latest >= 0) {
    const scale = dot(steps[latest]!, changes[latest]!) / dot(changes[latest]!, changes[latest]!);
    for (let at = 0; at < direction.length; at++) direction[at]! *= scale;
  }
  for (let pair = 0; pair < steps.length; pair++) {
    const weight = dot(changes[pair]!, direction) / dot(steps[pair]!, changes[pair]!);
    addScaled(direction, steps[pair]!, weights[pair]! - weight);
  }
  return direction;
}

function remember(state: LbfgsState, step: Float64Array, change: Float64Array): void {
  state.steps.push(step);
  state.changes.push(change);
  if (state.steps.length > memory) {
    state.steps.shift();
    state.changes.shift();
  }
}

function addScaled(target: Float64Array, source: Float64Array, scale: number): void {
  for (let at = 0; at < target.length; at++) target[at]! += scale * source[at]!;
}
