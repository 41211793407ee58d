import { release } from '../../base/numbers/index.ts';
import {
  alongBlocks,
  type EnvelopeChain,
  envelopeOf,
  filterZeroPhase,
  lowPass,
  motionStencil,
  resample,
  resampleMask,
  uniformGrid,
} from '../../physics/signals/index.ts';
import type { Manifest } from '../../study/manifest/index.ts';
import type { Recording, RecordingFacts, TimeAxis } from '../../study/recordings/index.ts';

/** One recording on the model's time grid, filtered; all arrays have the same length. */
export interface AlignedRecording {
  readonly timeS: Float64Array;
  /** Envelopes by channel, not yet divided by their scales; mV, or no unit if the study's channels are normalised. */
  readonly envelopes: readonly Float64Array[];
  readonly angleRad: Float64Array;
  /** Savitzky-Golay derivatives, computed at each access; NaN at the ends, where the stencil is incomplete. */
  readonly velocityRadPerS: Float64Array;
  readonly accelerationRadPerS2: Float64Array;
  /** Measured net joint torque; NaN for samples marked as unusable. */
  readonly torqueNm?: Float64Array;
  /** Given muscle forces, by muscle. */
  readonly forceN?: ReadonlyMap<string, Float64Array>;
}

/** A recording on the grid, without its recorded samples, which may be a hundred times as many. */
export interface RecordingOnGrid {
  readonly recording: RecordingFacts;
  readonly aligned: AlignedRecording;
}

/**
 * The data of a recording that preparing a study needs; the recording itself is not needed afterwards.
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { checkStudy, parseManifest } from 'sarcomere/study';
 * import { recordingOnGrid } from 'sarcomere/train';
 *
 * const { files } = simulateStudy({ joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 6 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * const read = (file) => files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined;
 * const { joint, recordings } = checkStudy(manifest, read);
 * const { aligned } = recordingOnGrid(recordings[0], manifest.signals);
 * [aligned.timeS.length, aligned.envelopes.length]; // => [301, 5]
 */
export function recordingOnGrid(whole: Recording, signals: Manifest['signals']): RecordingOnGrid {
  const { emg: _emg, angle: _angle, torque: _torque, forces: _forces, ...recording } = whole;
  return { recording, aligned: alignRecording(whole, signals) };
}

/** Frees the memory of a recording at once. */
export function releaseRecording({ aligned }: RecordingOnGrid): void {
  const { timeS, envelopes, angleRad, torqueNm, forceN } = aligned;
  release(timeS, ...envelopes, angleRad, torqueNm, ...(forceN?.values() ?? []));
}

/** Frees the memory of the samples as recorded at once; `recordingOnGrid` must be done with them. */
export function releaseSamples({ emg, angle, torque, forces }: Recording): void {
  release(emg.timeS, ...emg.channels, angle.timeS, angle.angleRad);
  release(torque?.timeS, torque?.torqueNm, forces?.timeS, ...(forces?.forceN.values() ?? []));
}

/** Filters every signal at its own rate and resamples all of them to one grid over their common time. */
export function alignRecording(recording: Recording, signals: Manifest['signals']): AlignedRecording {
  const { rateHz } = signals;
  const gridS = gridTimesOf(recording, signals);
  const angleRad = resample(
    recording.angle,
    smoothed(recording.angle, recording.angle.angleRad, signals.angle.lowPassHz),
    gridS,
  );
  const whole = [{ start: 0, end: gridS.length }];
  const derivative = (order: 1 | 2) => alongBlocks(angleRad, motionStencil(order, rateHz), whole);
  const torqueNm = recording.torque && alignTorque(recording.torque, signals.torque?.lowPassHz ?? 0, gridS);
  const { forces } = recording;
  return {
    timeS: gridS,
    envelopes: envelopesOnGrid(recording.emg, signals.emg, gridS),
    angleRad,
    get velocityRadPerS() {
      return derivative(1);
    },
    get accelerationRadPerS2() {
      return derivative(2);
    },
    ...(torqueNm ? { torqueNm } : {}),
    ...(forces
      ? {
          forceN: new Map(
            [...forces.forceN].map(([muscle, values]) => [muscle, resample(forces, values, gridS)]),
          ),
        }
      : {}),
  };
}

/** The model's times within the common time of all signals of a recording, s. */
export function gridTimesOf(recording: Recording, { rateHz }: Manifest['signals']): Float64Array {
  const axes: TimeAxis[] = [recording.emg, recording.angle];
  if (recording.torque) axes.push(recording.torque);
  if (recording.forces) axes.push(recording.forces);
  return uniformGrid(
    Math.max(...axes.map((axis) => axis.timeS[0]!)),
    Math.min(...axes.map((axis) => axis.timeS.at(-1)!)),
    rateHz,
  );
}

/** Envelopes of the channels on a grid; training and prediction use the same chain. */
export function envelopesOnGrid(
  emg: TimeAxis & { readonly channels: readonly Float64Array[] },
  { kind, filter }: Pick<EnvelopeChain, 'kind'> & { readonly filter: Omit<EnvelopeChain, 'kind'> },
  gridS: Float64Array,
): Float64Array[] {
  return emg.channels.map((channel) => {
    const envelope = envelopeOf(channel, emg.sampleRateHz, { kind, ...filter });
    const onGrid = resample(emg, envelope, gridS, { causal: filter.causal });
    release(envelope);
    return onGrid;
  });
}

const smoothingOrder = 2;

function smoothed(axis: TimeAxis, values: Float64Array, cutOffHz: number): Float64Array {
  const isPossible = cutOffHz > 0 && cutOffHz < 0.45 * axis.sampleRateHz;
  return isPossible ? filterZeroPhase(lowPass(smoothingOrder, cutOffHz, axis.sampleRateHz), values) : values;
}

function alignTorque(
  torque: NonNullable<Recording['torque']>,
  lowPassHz: number,
  gridS: Float64Array,
): Float64Array {
  const values = resample(torque, smoothed(torque, torque.torqueNm, lowPassHz), gridS);
  const mask = resampleMask(torque.timeS, torque.valid, gridS);
  return values.map((value, at) => (mask[at] === 1 ? value : Number.NaN));
}
