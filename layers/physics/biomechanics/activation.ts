/** Time constants of activation and deactivation in seconds. */
export const activationTimes = { riseS: 0.015, fallS: 0.06 } as const;

/** Steepness of the change between rise and fall, as the header of OpenSim's DeGrooteFregly2016Muscle recommends. */
const steepness = 10;

/**
 * Activation dynamics of De Groote et al. 2016: `a' = [(f + 0.5)/(ta z) + (0.5 - f) z/td] (e - a)` in 1/s, with
 * `z = 0.5 + 1.5 a`, `f = 0.5 tanh(10 (e - a))`, ta = 15 ms, td = 60 ms.
 */
export function activationRatePerS(excitation: number, activation: number): number {
  const z = 0.5 + 1.5 * activation;
  const f = 0.5 * Math.tanh(steepness * (excitation - activation));
  return (
    ((f + 0.5) / (activationTimes.riseS * z) + ((0.5 - f) * z) / activationTimes.fallS) *
    (excitation - activation)
  );
}

/**
 * Activation over time from excitation sampled at `sampleRateHz`, held between samples, integrated by RK4 at 1 ms or finer.
 * Starts in equilibrium with the first sample.
 *
 * @param excitation 0 to 1, one a sample
 * @returns activation, 0 to 1, one a sample
 *
 * @example
 * import { activationOf } from 'sarcomere/physics';
 *
 * activationOf(Float64Array.of(0.1, 0.1, 0.8, 0.8), 100); // => [0.1, 0.1, 0.1, 0.45391]
 */
export function activationOf(excitation: Float64Array, sampleRateHz: number): Float64Array {
  const out = new Float64Array(excitation.length);
  const steps = Math.max(1, Math.ceil(1000 / sampleRateHz));
  const h = 1 / sampleRateHz / steps;
  let a = excitation[0] ?? 0;
  for (let t = 0; t < excitation.length; t++) {
    out[t] = a;
    for (let s = 0; s < steps; s++) a = activationAfter(excitation[t]!, a, h);
  }
  return out;
}

function activationAfter(excitation: number, a: number, h: number): number {
  const k1 = activationRatePerS(excitation, a);
  const k2 = activationRatePerS(excitation, a + 0.5 * h * k1);
  const k3 = activationRatePerS(excitation, a + 0.5 * h * k2);
  const k4 = activationRatePerS(excitation, a + h * k3);
  return a + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
}
