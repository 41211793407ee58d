import type { Dynamics, Joint, Load } from '../../physics/biomechanics/index.ts';
import type { Corruption } from './corruption.ts';
import type { Electrodes } from './emg.ts';
import type { SimulatedRecording } from './simulate-session.ts';
import type { VirtualSite } from './virtual-site.ts';
import type { VirtualSubject } from './virtual-subject.ts';

/** The true parameters of a subject, as in `truth/subjects.json`. SI units; angles in the joint's signs. */
export interface SubjectTruth {
  readonly subject: string;
  readonly site: string;
  readonly sex: 'F' | 'M';
  readonly heightM: number;
  readonly massKg: number;
  readonly forceScale: number;
  readonly lengthScale: number;
  /** Inertia of the segment that the joint moves, without load. */
  readonly inertiaKgM2: number;
  readonly segmentMassKg: number;
  readonly centreOfMassM: number;
  readonly dampingNmSPerRad: number;
  /** Muscles of the subject, scales included. */
  readonly muscles: Joint['muscles'];
  readonly coContraction: readonly number[];
  readonly effortWeight: readonly number[];
  readonly sessions: Record<string, Electrodes & { snrDb: number; noiseFloorMv: readonly number[] }>;
  /** Truth by the recording's name, as in `truth/<recording>.csv`. */
  readonly recordings: Record<string, RecordingTruth>;
}

/** The true parameters of a recording. */
export interface RecordingTruth {
  readonly task: string;
  readonly pace: string;
  readonly session: string;
  readonly split: string;
  readonly posture: string;
  readonly load: Load;
  /** The equation of motion, load included. */
  readonly dynamics: Dynamics;
  readonly centreRad: number;
  readonly amplitudeRad: number;
  readonly paceHz: number;
  readonly style: string;
  readonly corruption?: Corruption;
}

/** The truth about a subject, with sessions and recordings still empty. */
export function subjectTruth(subject: VirtualSubject, { site }: VirtualSite): SubjectTruth {
  const { segment, muscles } = subject.joint;
  return {
    subject: subject.subject,
    site,
    sex: subject.sex,
    heightM: subject.heightM,
    massKg: subject.massKg,
    forceScale: subject.forceScale,
    lengthScale: subject.lengthScale,
    inertiaKgM2: segment.inertiaKgM2,
    segmentMassKg: segment.massKg,
    centreOfMassM: segment.centreOfMassM,
    dampingNmSPerRad: segment.dampingNmSPerRad,
    muscles,
    coContraction: subject.coContraction,
    effortWeight: subject.effortWeight,
    sessions: {},
    recordings: {},
  };
}

/** The truth about a recording. */
export function recordingTruth(
  { plan, movement }: SimulatedRecording,
  corruption: Corruption | undefined,
): RecordingTruth {
  const { condition, pace, session, split } = plan;
  const { centreRad, amplitudeRad, paceHz, style } = plan.movement;
  return {
    task: condition.task,
    pace,
    session,
    split: split ?? 'by seed',
    posture: condition.posture,
    load: condition.load,
    dynamics: movement.dynamics,
    centreRad,
    amplitudeRad,
    paceHz,
    style,
    ...(corruption && { corruption }),
  };
}
