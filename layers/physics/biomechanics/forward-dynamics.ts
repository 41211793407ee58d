import { activationRatePerS } from './activation.ts';
import { passiveTorqueNm } from './dynamics.ts';
import { armAt, forceLine, gainAt, lineWidth, passiveAt } from './hill.ts';
import type { Dynamics, Joint } from './joint.ts';

/** A simulated movement. Matrices have a row a stored step and a column a muscle, row-major. */
export interface Simulated {
  readonly timeS: Float64Array;
  readonly angleRad: Float64Array;
  readonly velocityRadPerS: Float64Array;
  readonly accelerationRadPerS2: Float64Array;
  readonly activation: Float64Array;
  readonly forceN: Float64Array;
  /** sum_i r_i F_i. */
  readonly muscleTorqueNm: Float64Array;
}

/** Writes the excitation (0..1) of every muscle to `out`; may depend on the state, as in a controller. */
export type Excite = (timeS: number, angleRad: number, velocityRadPerS: number, out: Float64Array) => void;

/**
 * Solves `M q'' = sum_i r_i(q) F_i(a_i, q, q') - b q' - tau_limit - tau_gravity - elastic` with activation dynamics, rigid
 * tendons, by RK4. `excite` is called once a step, and its excitation is held during the step.
 *
 * @param run.start angle, velocity and activations at time 0 (velocity 0, activations 0.01 by default)
 * @param run.stepS 1 ms by default
 * @param run.every store every n-th step, 1 by default; the state at time 0 is stored
 * @returns SI units; matrices have a row a stored step and a column a muscle, in the joint's order
 *
 * @example
 * import { dynamicsOf, jointNamed, simulateForward } from 'sarcomere/physics';
 *
 * const knee = jointNamed('knee');
 * const dynamics = dynamicsOf(knee, { posture: 'seated' });
 * const relaxed = (timeS, angleRad, velocityRadPerS, out) => out.fill(0);
 * const run = { durationS: 0.5, excite: relaxed, start: { angleRad: 0 }, every: 100 };
 * const { timeS, angleRad } = simulateForward(knee, dynamics, run);
 * timeS; // => [0, 0.1, 0.2, 0.3, 0.4, 0.5]
 * angleRad[5] < -1; // => true
 */
export function simulateForward(
  joint: Joint,
  dynamics: Dynamics,
  run: {
    readonly durationS: number;
    readonly excite: Excite;
    readonly start: {
      readonly angleRad: number;
      readonly velocityRadPerS?: number;
      readonly activation?: readonly number[];
    };
    readonly stepS?: number;
    readonly every?: number;
  },
): Simulated {
  const { stepS: h = 0.001, every = 1, start } = run;
  const { muscles } = joint;
  const n = muscles.length;
  const steps = Math.round(run.durationS / h);
  const rows = Math.floor(steps / every) + 1;
  const out: Simulated = {
    timeS: new Float64Array(rows),
    angleRad: new Float64Array(rows),
    velocityRadPerS: new Float64Array(rows),
    accelerationRadPerS2: new Float64Array(rows),
    activation: new Float64Array(rows * n),
    forceN: new Float64Array(rows * n),
    muscleTorqueNm: new Float64Array(rows),
  };
  const excitation = new Float64Array(n);
  const lines = new Float64Array(n * lineWidth);

  /** State and its derivative: angle, velocity, activations. */
  const state = new Float64Array(n + 2);
  const probe = new Float64Array(n + 2);
  const k1 = new Float64Array(n + 2);
  const k2 = new Float64Array(n + 2);
  const k3 = new Float64Array(n + 2);
  const k4 = new Float64Array(n + 2);
  state[0] = start.angleRad;
  state[1] = start.velocityRadPerS ?? 0;
  for (let i = 0; i < n; i++) state[2 + i] = start.activation?.[i] ?? 0.01;

  /** Writes the derivative of the state `at` and returns the torque of the muscles. */
  const derive = (at: Float64Array, rate: Float64Array): number => {
    const angleRad = at[0]!;
    const velocityRadPerS = at[1]!;
    let torqueNm = 0;
    for (let i = 0; i < n; i++) {
      const line = i * lineWidth;
      forceLine(muscles[i]!, angleRad, velocityRadPerS, lines, line);
      torqueNm += lines[line + armAt]! * (at[2 + i]! * lines[line + gainAt]! + lines[line + passiveAt]!);
      rate[2 + i] = activationRatePerS(excitation[i]!, at[2 + i]!);
    }
    rate[0] = velocityRadPerS;
    rate[1] =
      (torqueNm - dynamics.dampingNmSPerRad * velocityRadPerS - passiveTorqueNm(dynamics, angleRad)) /
      dynamics.inertiaKgM2;
    return torqueNm;
  };
  const ahead = (rate: Float64Array, by: number): Float64Array => {
    for (let j = 0; j < probe.length; j++) probe[j] = state[j]! + by * rate[j]!;
    return probe;
  };

  for (let step = 0; step <= steps; step++) {
    run.excite(step * h, state[0]!, state[1]!, excitation);
    const torqueNm = derive(state, k1);
    if (step % every === 0) {
      const row = step / every;
      out.timeS[row] = step * h;
      out.angleRad[row] = state[0]!;
      out.velocityRadPerS[row] = state[1]!;
      out.accelerationRadPerS2[row] = k1[1]!;
      out.muscleTorqueNm[row] = torqueNm;
      for (let i = 0; i < n; i++) {
        const line = i * lineWidth;
        out.activation[row * n + i] = state[2 + i]!;
        out.forceN[row * n + i] = state[2 + i]! * lines[line + gainAt]! + lines[line + passiveAt]!;
      }
    }
    derive(ahead(k1, h / 2), k2);
    derive(ahead(k2, h / 2), k3);
    derive(ahead(k3, h), k4);
    for (let j = 0; j < state.length; j++) state[j]! += (h / 6) * (k1[j]! + 2 * k2[j]! + 2 * k3[j]! + k4[j]!);
  }
  return out;
}
