import type { Load } from '../../physics/biomechanics/index.ts';
import type { Participant, RecordingEntry } from '../manifest/index.ts';

/** A time axis in seconds, growing, without gaps, and its rate (intervals over duration). */
export interface TimeAxis {
  readonly timeS: Float64Array;
  readonly sampleRateHz: number;
}

/** EMG channels in the manifest's order, raw or envelope as the manifest says; mV, or as the lab normalised them. */
export interface EmgSignal extends TimeAxis {
  readonly channels: Float64Array[];
}

/** The joint angle in rad, in the joint's own sign convention. */
export interface AngleSignal extends TimeAxis {
  readonly angleRad: Float64Array;
}

/** The net joint torque in N m, in the joint's own sign convention; `valid` is 0 for frames that must not be used. */
export interface TorqueSignal extends TimeAxis {
  readonly torqueNm: Float64Array;
  readonly valid: Uint8Array;
}

/** Known muscle forces in N, by the muscle's name in the joint. Columns that name the same muscle are added. */
export interface ForceSignal extends TimeAxis {
  readonly forceN: Map<string, Float64Array>;
}

/** The properties of one recording besides its samples. */
export interface RecordingFacts {
  /** Index in the manifest's list. */
  readonly index: number;
  readonly entry: RecordingEntry;
  /** The file; if there are several, the one with the EMG. */
  readonly file: string;
  readonly site: string;
  readonly subject: string;
  readonly task: string;
  readonly posture: string;
  readonly split?: 'train' | 'validation' | 'held-out';
  readonly participant?: Participant;
  /** The load in the joint's sign convention. */
  readonly load?: Load;
}

/** One recording of a study that passed every check, in SI units (EMG in mV) and in the joint's signs. */
export interface Recording extends RecordingFacts {
  readonly emg: EmgSignal;
  readonly angle: AngleSignal;
  readonly torque?: TorqueSignal;
  readonly forces?: ForceSignal;
}
