import { addNoiseFloor, type Electrodes, surfaceEmgMv } from './emg.ts';
import type { RecordingPlan } from './recording-plan.ts';
import { excitationRateHz, type SimulatedMovement, simulateMovement } from './simulate-movement.ts';
import type { VirtualSubject } from './virtual-subject.ts';

/** One simulated recording, before it is written. */
export interface SimulatedRecording {
  readonly plan: RecordingPlan;
  readonly movement: SimulatedMovement;
  /** EMG by channel, at 1 kHz. */
  readonly emgMv: readonly Float64Array[];
}

/** All recordings of one session, which share their electrodes and their noise floor. */
export interface SimulatedSession {
  readonly recordings: readonly SimulatedRecording[];
  /** Deviation of each channel's noise floor, mV. */
  readonly noiseFloorMv: readonly number[];
}

/**
 * Simulates a session. The noise floor follows from the EMG of the whole session: a noise floor of each recording would
 * let a network infer the load.
 *
 * @param snrDb power of a channel's clean EMG over the session, over the power of its noise
 */
export function simulateSession(
  subject: VirtualSubject,
  plans: readonly RecordingPlan[],
  electrodes: Electrodes,
  snrDb: number,
  seed: number,
): SimulatedSession {
  const recordings = plans.map((plan, k) => {
    const movement = simulateMovement(subject, plan, seed);
    const span = { from: k / plans.length, to: (k + 1) / plans.length };
    const emgMv = surfaceEmgMv(movement.excitation, excitationRateHz, electrodes, span, seed, plan.name);
    return { plan, movement: { ...movement, excitation: [] }, emgMv };
  });
  const noiseFloorMv = electrodes.gainMv.map(
    (_, channel) => rmsOf(recordings.map(({ emgMv }) => emgMv[channel]!)) * 10 ** (-snrDb / 20),
  );
  for (const { plan, emgMv } of recordings) {
    for (const [channel, emg] of emgMv.entries()) {
      addNoiseFloor(emg, noiseFloorMv[channel]!, seed, plan.name, channel);
    }
  }
  return { recordings, noiseFloorMv };
}

function rmsOf(parts: readonly Float64Array[]): number {
  let squares = 0;
  let frames = 0;
  for (const part of parts) {
    for (let k = 0; k < part.length; k++) squares += part[k]! * part[k]!;
    frames += part.length;
  }
  return Math.sqrt(squares / frames);
}
