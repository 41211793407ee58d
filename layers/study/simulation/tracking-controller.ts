import type { Random } from '../../base/numbers/index.ts';
import type { Dynamics, Excite } from '../../physics/biomechanics/index.ts';
import {
  activationRatePerS,
  activationSolver,
  armAt,
  forceLine,
  gainAt,
  inverseDynamicsNm,
  lineWidth,
  passiveAt,
} from '../../physics/biomechanics/index.ts';
import { excitationFor, leastExcitation } from './excitation-inverse.ts';
import type { Trajectory } from './trajectory.ts';
import type { VirtualSubject } from './virtual-subject.ts';

/** Stiffness of the tracking: natural frequency and damping ratio of the error. */
const trackingRadPerS = 2 * Math.PI * 2.5;
const trackingDamping = 0.9;
/** Lag of the muscles behind the command; the controller looks ahead by as much. */
const lagS = 0.03;
/** Interval between updates of the command. */
const controlS = 0.002;
/**
 * Noise of the command, in proportion to the command (Harris & Wolpert 1998): deviation, and time constant of the two
 * low-passes that shape the noise. With one low-pass, the joint would shake at frequencies that every filter of the angle
 * removes.
 */
const commandNoise = 0.08;
const commandNoiseS = 0.1;

/**
 * The nervous system of a virtual subject: a controller that follows a trajectory with muscles.
 *
 * Torque: that of the trajectory by inverse dynamics, plus `M (2 zeta omega e' + omega^2 e)` for the error e.
 * Activations: least effort around a co-contraction that changes slowly, so that muscles share a torque differently from
 * moment to moment. Excitation: that which brings each activation to its target with a lag of 30 ms.
 *
 * @param dynamics equation of motion of the recording
 * @param startS time of the trajectory at which the simulation starts; the muscles start at their co-contraction
 */
export function trackingController(
  { joint, coContraction, effortWeight }: VirtualSubject,
  dynamics: Dynamics,
  trajectory: Trajectory,
  startS: number,
  random: Random,
): Excite {
  const { muscles } = joint;
  const n = muscles.length;
  const lines = new Float64Array(n * lineWidth);
  const solver = activationSolver(n, leastExcitation);
  solver.weight.set(effortWeight);
  const wander = muscles.map(() => ({
    rate: 2 * Math.PI * random.uniform(0.05, 0.2),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  const fastNoise = new Float64Array(n);
  const noise = new Float64Array(n);
  const activation = Float64Array.from(coContraction);
  const command = Float64Array.from(coContraction);
  let lastS = startS;
  let nextS = startS;

  function update(timeS: number, angleRad: number, velocityRadPerS: number): void {
    const ahead = trajectory(timeS + lagS);
    const now = trajectory(timeS);
    const feedback =
      2 * trackingDamping * trackingRadPerS * (now.velocityRadPerS - velocityRadPerS) +
      trackingRadPerS ** 2 * (now.angleRad - angleRad);
    const torqueNm =
      inverseDynamicsNm(dynamics, ahead.angleRad, ahead.velocityRadPerS, ahead.accelerationRadPerS2) +
      dynamics.inertiaKgM2 * feedback;
    const angleSoonRad = angleRad + lagS * velocityRadPerS;
    let activeNm = torqueNm;
    for (let i = 0; i < n; i++) {
      const at = i * lineWidth;
      forceLine(muscles[i]!, angleSoonRad, ahead.velocityRadPerS, lines, at);
      solver.perActivationNm[i] = lines[at + armAt]! * lines[at + gainAt]!;
      activeNm -= lines[at + armAt]! * lines[at + passiveAt]!;
      const { rate, phase } = wander[i]!;
      solver.wanted[i] = coContraction[i]! * (1 + 0.6 * Math.sin(rate * timeS + phase));
    }
    solver.solve(activeNm);
    const decay = Math.exp(-controlS / commandNoiseS);
    for (let i = 0; i < n; i++) {
      fastNoise[i] = decay * fastNoise[i]! + Math.sqrt(1 - decay * decay) * random.normal();
      noise[i] = decay * noise[i]! + (1 - decay) * Math.SQRT2 * fastNoise[i]!;
      const target = Math.min(
        1,
        Math.max(leastExcitation, solver.activation[i]! * (1 + commandNoise * noise[i]!)),
      );
      command[i] = excitationFor((target - activation[i]!) / lagS, activation[i]!);
    }
  }

  /** Advances the controller's estimate of the activations, which follows from its own commands. */
  function follow(elapsedS: number): void {
    for (let i = 0; i < n; i++) activation[i]! += elapsedS * activationRatePerS(command[i]!, activation[i]!);
  }

  return (simulatedS, angleRad, velocityRadPerS, out) => {
    const timeS = simulatedS + startS;
    follow(timeS - lastS);
    lastS = timeS;
    if (timeS >= nextS - 1e-9) {
      update(timeS, angleRad, velocityRadPerS);
      nextS = timeS + controlS;
    }
    out.set(command);
  };
}
