import { randomOf } from '../../base/numbers/index.ts';
import type { Dynamics } from '../../physics/biomechanics/index.ts';
import {
  dynamicsOf,
  electromechanicalDelayS,
  type Simulated,
  simulateForward,
} from '../../physics/biomechanics/index.ts';
import type { RecordingPlan } from './recording-plan.ts';
import { trackingController } from './tracking-controller.ts';
import { trajectoryOf } from './trajectory.ts';
import type { VirtualSubject } from './virtual-subject.ts';

/** Sample rate of the truth, Hz: every second frame coincides with a frame of the measured angle. */
export const truthRateHz = 200;
/** Sample rate of excitation and EMG, Hz. */
export const excitationRateHz = 1000;

/**
 * The true movement of one recording. Frames of the truth are at k / 200 Hz from 0 to the end, the end included.
 */
export interface SimulatedMovement {
  readonly dynamics: Dynamics;
  readonly truth: Omit<Simulated, 'timeS'>;
  /** Excitation by muscle at 1 kHz, from the start to one electromechanical delay after the end. */
  readonly excitation: readonly Float64Array[];
}

/** Simulated time before the recording starts, in which transients of start and filters decay. */
const runInS = 0.5;

/** Forward dynamics (RK4, 1 ms) of a subject who follows the plan of a recording. */
export function simulateMovement(
  subject: VirtualSubject,
  plan: RecordingPlan,
  seed: number,
): SimulatedMovement {
  const { joint } = subject;
  const dynamics = dynamicsOf(joint, { posture: plan.condition.posture, load: plan.condition.load })!;
  const trajectory = trajectoryOf(plan.movement, randomOf(seed, 'trajectory', plan.name));
  const controller = trackingController(
    subject,
    dynamics,
    trajectory,
    -runInS,
    randomOf(seed, 'controller', plan.name),
  );
  const { durationS } = plan.movement;
  const simulatedS = runInS + durationS + electromechanicalDelayS;
  const steps = Math.round(simulatedS * excitationRateHz) + 1;
  const excitation = joint.muscles.map(() => new Float64Array(steps));
  let step = 0;
  const simulated = simulateForward(joint, dynamics, {
    durationS: simulatedS,
    stepS: 1 / excitationRateHz,
    every: excitationRateHz / truthRateHz,
    start: {
      angleRad: trajectory(-runInS).angleRad,
      velocityRadPerS: trajectory(-runInS).velocityRadPerS,
      activation: subject.coContraction,
    },
    excite: (timeS, angleRad, velocityRadPerS, out) => {
      controller(timeS, angleRad, velocityRadPerS, out);
      for (let i = 0; i < out.length; i++) excitation[i]![step] = out[i]!;
      step++;
    },
  });
  const runIn = Math.round(runInS * truthRateHz);
  const frames = Math.round(durationS * truthRateHz) + 1;
  const n = joint.muscles.length;
  const scalars = (values: Float64Array) => values.slice(runIn, runIn + frames);
  const rows = (values: Float64Array) => values.slice(runIn * n, (runIn + frames) * n);
  return {
    dynamics,
    truth: {
      angleRad: scalars(simulated.angleRad),
      velocityRadPerS: scalars(simulated.velocityRadPerS),
      accelerationRadPerS2: scalars(simulated.accelerationRadPerS2),
      muscleTorqueNm: scalars(simulated.muscleTorqueNm),
      activation: rows(simulated.activation),
      forceN: rows(simulated.forceN),
    },
    excitation: excitation.map((e) => e.slice(Math.round(runInS * excitationRateHz))),
  };
}
