import { type Fault, FaultError } from '../../base/faults/index.ts';
import type { Dynamics, Joint } from '../../physics/biomechanics/index.ts';
import {
  activationByMuscle,
  dynamicsOf,
  type EmgChannel,
  electromechanicalDelayS,
  type ForceLabels,
  fitChannelGains,
  inverseDynamicsOfMovementNm,
  labelForces,
  torqueFault,
} from '../../physics/biomechanics/index.ts';
import type { Manifest } from '../../study/manifest/index.ts';
import type { RecordingFacts } from '../../study/recordings/index.ts';
import type { AlignedRecording, RecordingOnGrid } from './align.ts';
import type { PhysicsSource } from './training-problem.ts';

/** The torque of one recording, with its source. */
export interface KnownTorque {
  readonly physics: PhysicsSource;
  readonly dynamics?: Dynamics;
  /** NaN if unknown. Computed at each access, unless it was measured. */
  readonly torqueNm: Float64Array;
}

/** Forces of one recording (rows x muscles, NaN if there is no label), and by which method. */
export interface ForceLabel {
  readonly forceN: Float64Array;
  readonly source: 'given' | 'static optimisation, plain' | 'static optimisation, emg-assisted' | 'none';
  readonly labelledRows: number;
  /** Number of rows without a label, by the first reason that applies. */
  readonly refusedRows: ForceLabels['refusedFrames'];
  /** Largest torque that the muscles could not deliver, and the largest torque, over the recording. */
  readonly reserveMaxNm: number;
  readonly peakTorqueNm: number;
}

/** The measured torque if there is a column, otherwise the equation of motion if posture and load are known. */
export function knownTorque(recording: RecordingFacts, aligned: AlignedRecording, joint: Joint): KnownTorque {
  if (aligned.torqueNm) return { physics: 'measured torque', torqueNm: aligned.torqueNm };
  const dynamics = dynamicsOf(joint, {
    posture: recording.posture,
    load: recording.load,
    ...(recording.participant?.massKg === undefined ? {} : { massKg: recording.participant.massKg }),
    ...(recording.participant?.heightM === undefined ? {} : { heightM: recording.participant.heightM }),
  });
  if (!dynamics) {
    const rows = aligned.timeS.length;
    return {
      physics: 'none',
      get torqueNm() {
        return new Float64Array(rows).fill(Number.NaN);
      },
    };
  }
  return {
    physics: 'equation of motion',
    dynamics,
    get torqueNm() {
      return inverseDynamicsOfMovementNm(dynamics, aligned);
    },
  };
}

/** Data of one recording for labelling. */
export interface RecordingToLabel extends RecordingOnGrid {
  readonly torque: KnownTorque;
  /** Envelopes of the channels, normalised as in the study. */
  readonly envelopes: readonly Float64Array[];
  /** True if a row may be used for training; channel gains are fitted on these rows only. */
  readonly isTrainable: (row: number) => boolean;
}

/**
 * Forces of every recording, one after another: the given forces, otherwise static optimisation on the known torque, assisted
 * by EMG. The channel gains of the EMG are fitted for each subject and session on the training rows.
 *
 * @throws FaultError after the last label: TORQUE_BEYOND_MUSCLES for every recording whose torque the muscles cannot deliver
 *   in most frames
 */
export function* labelRecordings(
  items: readonly RecordingToLabel[],
  joint: Joint,
  signals: Manifest['signals'],
  options?: Manifest['labels'],
): Generator<ForceLabel, void> {
  const gains = gainsBySession(items, joint, signals);
  const faults: Fault[] = [];
  const labelOf = (item: RecordingToLabel): ForceLabel => {
    const { aligned, torque } = item;
    if (aligned.forceN) return givenForces(aligned, joint);
    if (torque.physics === 'none') return noForces(aligned, joint);
    const sessionGains = gains.get(sessionOf(item.recording));
    const channels = delayedChannels(item.envelopes, signals);
    const excitation = sessionGains && activationByMuscle(joint, channels, sessionGains);
    const { angleRad, velocityRadPerS } = aligned;
    const frames = { angleRad, velocityRadPerS, torqueNm: torque.torqueNm, excitation };
    const labels = labelForces(joint, frames, options);
    const beyond = torqueFault(joint, labels);
    if (beyond) faults.push({ ...beyond, where: torquePlace(item, signals) });
    return {
      forceN: labels.forceN,
      source: `static optimisation, ${labels.method}`,
      labelledRows: labels.labelledFrames,
      refusedRows: labels.refusedFrames,
      reserveMaxNm: largest(labels.reserveNm),
      peakTorqueNm: labels.peakTorqueNm,
    };
  };
  // By index: a caller may free each recording as soon as it has its label.
  for (let at = 0; at < items.length; at++) yield labelOf(items[at]!);
  if (faults.length > 0) throw new FaultError(faults);
}

/** Place of a recording's torque column, or of the recording from which the torque was computed. */
function torquePlace({ recording, torque }: RecordingToLabel, signals: Manifest['signals']): Fault['where'] {
  if (torque.physics !== 'measured torque' || !signals.torque) return { file: recording.file };
  return { file: recording.entry.files?.id ?? recording.file, column: signals.torque.column };
}

const noneRefused: ForceLabel['refusedRows'] = { unknown: 0, outOfRange: 0, reserve: 0 };

function gainsBySession(
  items: readonly RecordingToLabel[],
  joint: Joint,
  signals: Manifest['signals'],
): Map<string, Float64Array> {
  const sessions = new Map<string, RecordingToLabel[]>();
  for (const item of items) {
    if (item.torque.physics === 'none') continue;
    const key = sessionOf(item.recording);
    const members = sessions.get(key);
    if (members) members.push(item);
    else sessions.set(key, [item]);
  }
  const gains = new Map<string, Float64Array>();
  for (const [key, members] of sessions) {
    const fitted = fitChannelGains(
      joint,
      members.map(({ aligned, torque, envelopes, isTrainable }) => ({
        angleRad: aligned.angleRad,
        velocityRadPerS: aligned.velocityRadPerS,
        torqueNm: torque.torqueNm.map((value, row) => (isTrainable(row) ? value : Number.NaN)),
        channels: delayedChannels(envelopes, signals),
      })),
    );
    if (fitted) gains.set(key, fitted);
  }
  return gains;
}

function sessionOf({ subject, entry }: RecordingFacts): string {
  return JSON.stringify([subject, entry.session]);
}

function delayedChannels(envelopes: readonly Float64Array[], signals: Manifest['signals']): EmgChannel[] {
  const delayRows = Math.round(electromechanicalDelayS * signals.rateHz);
  return envelopes.map((envelope, at) => ({
    muscle: signals.emg.channels[at]!.muscle,
    envelope: envelope.map((_, row) => envelope[Math.max(0, row - delayRows)]!),
  }));
}

function givenForces(aligned: AlignedRecording, joint: Joint): ForceLabel {
  const forceN = new Float64Array(aligned.timeS.length * joint.muscles.length).fill(Number.NaN);
  for (const [at, { name }] of joint.muscles.entries()) {
    const given = aligned.forceN?.get(name);
    given?.forEach((value, row) => {
      forceN[row * joint.muscles.length + at] = value;
    });
  }
  return {
    forceN,
    source: 'given',
    labelledRows: aligned.timeS.length,
    refusedRows: noneRefused,
    reserveMaxNm: 0,
    peakTorqueNm: Number.NaN,
  };
}

function noForces(aligned: AlignedRecording, joint: Joint): ForceLabel {
  const forceN = new Float64Array(aligned.timeS.length * joint.muscles.length).fill(Number.NaN);
  return {
    forceN,
    source: 'none',
    labelledRows: 0,
    refusedRows: { ...noneRefused, unknown: aligned.timeS.length },
    reserveMaxNm: Number.NaN,
    peakTorqueNm: Number.NaN,
  };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
}
