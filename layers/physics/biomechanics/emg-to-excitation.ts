import { electromechanicalDelayS } from './electromechanical-delay.ts';

/** Parameters of the way from a muscle's EMG to its excitation. */
export interface EmgToExcitation {
  /** Electromechanical delay: 0.01 to 0.1 s, `electromechanicalDelayS` by default. */
  readonly delayS?: number;
  /** Time constant of the critically damped second-order recursive filter, 0.02 s by default; 0 leaves it out. */
  readonly twitchS?: number;
  /** A of the shape, -3 (strongly curved) to 0 (straight, the default). */
  readonly shape?: number;
}

/**
 * Excitation from a normalised EMG envelope (0..1), causal (Lloyd & Besier 2003, J Biomech 36:765): delay,
 * `u_t = alpha e_(t-d) - b1 u_(t-1) - b2 u_(t-2)` with a double pole and gain 1, then
 * `(exp(A u) - 1)/(exp(A) - 1)`. Before the recording starts, the signal has its first value.
 *
 * @param envelope normalised, 0 to 1, one number a sample
 * @returns excitation, 0 to 1, one number a sample
 *
 * @example
 * import { excitationOfEmg } from 'sarcomere/physics';
 *
 * excitationOfEmg(Float64Array.of(0, 0, 1, 1), 100, { delayS: 0.01, twitchS: 0 }); // => [0, 0, 0, 1]
 */
export function excitationOfEmg(
  envelope: Float64Array,
  sampleRateHz: number,
  { delayS = electromechanicalDelayS, twitchS = 0.02, shape = 0 }: EmgToExcitation = {},
): Float64Array {
  const pole = twitchS > 0 ? Math.exp(-1 / (twitchS * sampleRateHz)) : 0;
  const b1 = -2 * pole;
  const b2 = pole * pole;
  const alpha = 1 + b1 + b2;
  const first = envelope[0] ?? 0;
  const out = new Float64Array(envelope.length);
  let last = first;
  let beforeLast = first;
  for (let t = 0; t < out.length; t++) {
    const u = alpha * delayed(envelope, t - delayS * sampleRateHz) - b1 * last - b2 * beforeLast;
    out[t] = shaped(u, shape);
    beforeLast = last;
    last = u;
  }
  return out;
}

/** `(exp(A u) - 1)/(exp(A) - 1)`, u itself for A = 0. */
export function shaped(u: number, shape: number): number {
  return Math.abs(shape) < 1e-9 ? u : Math.expm1(shape * u) / Math.expm1(shape);
}

/** The u with `shaped(u, shape) = excitation`. */
export function unshaped(excitation: number, shape: number): number {
  return Math.abs(shape) < 1e-9 ? excitation : Math.log1p(excitation * Math.expm1(shape)) / shape;
}

/** The signal at a position between samples, by linear interpolation; its first value before the start. */
function delayed(signal: Float64Array, position: number): number {
  if (position <= 0) return signal[0]!;
  const before = Math.floor(position);
  const share = position - before;
  return share === 0 ? signal[before]! : (1 - share) * signal[before]! + share * signal[before + 1]!;
}
