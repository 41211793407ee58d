import { type Fault, FaultError } from '../../base/faults/index.ts';
import { pseudonymPattern } from '../../study/manifest/index.ts';
import type { GivenNames } from '../inputs/index.ts';
import { type CalibrationOutcome, calibrate as calibrateChecked } from './calibration/calibrate.ts';
import { type LabelledRecording, secondsOf } from './calibration/labelled-recording.ts';
import { tooFewSeconds, tooShort } from './calibration/too-short.ts';
import { emgFaults } from './emg-input/emg-faults.ts';
import type { EmgInput } from './emg-input/emg-input.ts';
import { strengthFaults } from './emg-input/strength-faults.ts';
import { stretchFaults } from './emg-input/stretch-faults.ts';
import type { GlobalModel } from './global-model.ts';
import { type Prediction, predict as predictChecked } from './predict.ts';

/** EMG of one stretch of time, by channel, and the given names. The HTTP API takes the same object as JSON. */
export interface Emg extends GivenNames {
  /** Samples a second of every channel. */
  readonly sampleRateHz: number;
  /** Samples by the name of the channel's column in the study, in the study's unit: `model.signals.emg` has both. */
  readonly channels: Readonly<Record<string, ArrayLike<number>>>;
  /** Time of the first sample, s. Default: 0. */
  readonly startS?: number;
}

/** EMG of one person with the measured joint angle: at least 5 s for each task, better 15 s or more. */
export interface CalibrationRecording extends Omit<Emg, 'site'> {
  /** Name of the person in later predictions: letters, digits, `-`, `_` and `.`, at most 63. */
  readonly subject: string;
  /**
   * The angle in rad at these times in s, with the sign that the study uses. Both lists have one length, and times grow.
   */
  readonly angle: { readonly timeS: ArrayLike<number>; readonly angleRad: ArrayLike<number> };
}

/**
 * Joint angle and muscle forces from EMG, one row for each step of the model's rate (`model.signals.rateHz`): angles in rad,
 * forces in N, in the muscles' order of the model. The EMG is checked first: every channel, values, unit, rate.
 *
 * Name the subject if training or a calibration has seen this person: the person's own EMG scale is then used. Without a name
 * the scale is found from the recording. Rows marked `warmUp` lack past EMG that the networks need; rows marked `outOfRange`
 * have EMG unlike the training. `emgQuality` says which stretches are, and what about their EMG: a dead channel, two exchanged
 * channels, another gain. It is absent if the model has too little EMG to compare with. A channel that is far weaker than usual
 * in most of the recording is filled from the others, which `emgQuality.filled` lists.
 *
 * @param mode how the local models are weighted. Default: the published mode, `model.mode`
 * @throws FaultError with all faults: EMG_FORM, CHANNEL_MISSING, CHANNEL_UNKNOWN, CHANNEL_LENGTH, CHANNEL_NOT_A_LIST,
 *   SAMPLE_NOT_FINITE, SAMPLE_RATE, EMG_RATE, EMG_UNIT, ENVELOPE_NEGATIVE, SUBJECT_UNKNOWN, SITE_UNKNOWN, TASK_UNKNOWN, MODE_UNKNOWN, EMG_OVERFLOW
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { openModel, predict } from 'sarcomere';
 *
 * const model = await openModel((name) => readFile(`out/my-study/model/${name}`));
 * const channels = Object.fromEntries(
 *   model.signals.emg.channels.map(({ column }, k) => [
 *     column,
 *     Float64Array.from({ length: 3000 }, (_, n) => 0.05 * Math.sin(n * (0.7 + 0.13 * k))), // mV, 3 s
 *   ]),
 * );
 * const { timeS, angleRad, forcesN } = predict(model, { sampleRateHz: 1000, channels, subject: 's02' });
 * [timeS.length, angleRad.length]; // => [150, 150]
 * [...forcesN.keys()]; // => ['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU']
 */
export function predict(model: GlobalModel, emg: Emg, mode?: string): Prediction {
  const checked = checkedEmg(model, emg);
  const { subject, site, task } = emg;
  return predictChecked(model, { ...checked, subject, site, task }, mode);
}

/**
 * Learns the angle of one person from recordings with measured angle, 5 to 60 s, task by task. From the person's seconds come a
 * forest and the means of two Gaussian processes; with the angle of the model they are blended by their errors on stretches
 * that they have not learned from. The same errors say what the calibration gains (`tasks`: RMSE before and after, rad); one that
 * gains nothing is not kept.
 *
 * In a task without recordings the person stays a stranger: the prediction is that without a subject. Without a task, too, unless a
 * recording names none, or the recordings cover all tasks of the study. Forces are those of the model. A later calibration of
 * the same person replaces that of the same tasks.
 *
 * @param recordings one, or several of one subject
 * @returns `model`, which knows the person by the name of the recordings' subject
 * @throws FaultError the faults of EMG that `predict` throws; ANGLE_INVALID, RECORDING_SHORT, SUBJECT_NAME, TASK_UNKNOWN
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 * import { calibrate, openModel, predict } from 'sarcomere';
 *
 * const model = await openModel((name) => readFile(`out/my-study/model/${name}`));
 * const strength = (n, k) => 0.05 * (1 + Math.sin(n / 800 + k)); // 20 s at 1 kHz, mV
 * const channels = Object.fromEntries(
 *   model.signals.emg.channels.map(({ column }, k) => [
 *     column,
 *     Float64Array.from({ length: 20000 }, (_, n) => strength(n, k) * Math.sin(n * (0.7 + 0.13 * k))),
 *   ]),
 * );
 * const timeS = Float64Array.from({ length: 2000 }, (_, n) => n / 100);
 * const angleRad = timeS.map((t) => 0.5 * Math.sin(t / 0.8)); // from a goniometer
 * const emg = { sampleRateHz: 1000, channels, subject: 'new-person' };
 * const { model: calibrated, beforeRad, afterRad } = calibrate(model, { ...emg, angle: { timeS, angleRad } });
 * afterRad < beforeRad; // => true
 * predict(calibrated, emg).emgNormalisedBy; // => 'subject'
 */
export function calibrate(
  model: GlobalModel,
  recordings: CalibrationRecording | readonly CalibrationRecording[],
): CalibrationOutcome {
  const all = isList(recordings) ? recordings : [recordings];
  if (all.length === 0) throw new FaultError(tooFewSeconds({ recordings: [] }, 0));
  const checked = all.map((recording) => checkedRecording(model, recording));
  const { subject } = all[0]!;
  const other = all.find((recording) => recording.subject !== subject);
  if (other) throw new FaultError([anotherSubject(other.subject)]);
  return calibrateChecked(model, checked);
}

function isList<One>(value: One | readonly One[]): value is readonly One[] {
  return Array.isArray(value);
}

/** Checks a recording and its angle. @throws FaultError with all faults */
function checkedRecording(model: GlobalModel, recording: CalibrationRecording): LabelledRecording {
  const emg = checkedEmg(model, recording);
  const { subject, task, angle } = recording;
  const seconds = secondsOf(emg);
  const faults = [
    ...(pseudonymPattern.test(subject) ? [] : [badName(subject)]),
    ...angleFaults(angle, emg.startS, emg.startS + seconds),
    ...tooShort('recording', seconds),
  ];
  if (faults.length > 0) throw new FaultError(faults);
  return {
    ...emg,
    subject,
    task,
    angle: { timeS: Float64Array.from(angle.timeS), angleRad: Float64Array.from(angle.angleRad) },
  };
}

/** Checks EMG and orders its channels as the model does. @throws FaultError with all faults */
function checkedEmg(model: GlobalModel, emg: Emg): EmgInput {
  const form = formFaults(emg);
  if (form.length > 0) throw new FaultError(form);
  const { sampleRateHz, channels, startS = 0 } = emg;
  const names = model.signals.emg.channels.map(({ column }) => column);
  const isOff = !Number.isFinite(sampleRateHz) || sampleRateHz <= 0 || !Number.isFinite(startS);
  const samples = channels[names[0]!]?.length ?? 0;
  const shape = [
    ...(isOff ? [badTime(sampleRateHz, startS)] : []),
    ...emgFaults(channels, model),
    ...(isOff ? [] : stretchFaults(place, sampleRateHz, samples, model, Number.POSITIVE_INFINITY)),
  ];
  if (shape.length > 0) throw new FaultError(shape);
  const columns = names.map((name) => ({ name, values: Float64Array.from(channels[name]!) }));
  const rows = Uint32Array.from({ length: samples }, (_, at) => at + 1);
  const strength = strengthFaults({ file: place, rows }, columns, model, sampleRateHz);
  if (strength.length > 0) throw new FaultError(strength);
  return { sampleRateHz, startS, channels: columns.map(({ values }) => values) };
}

const place = 'emg';

/** Faults that only programs without types can make. */
function formFaults(emg: unknown): Fault[] {
  const given = isObject(emg) ? emg : {};
  const names = ['subject', 'site', 'task'].filter(
    (by) => given[by] !== undefined && typeof given[by] !== 'string',
  );
  const wrong = [...(isObject(given.channels) ? [] : ['channels']), ...names];
  return wrong.map((field) => ({
    code: 'EMG_FORM',
    what: 'The EMG does not have the required form.',
    where: { file: place, column: field },
    found: given[field] === null ? 'null' : typeof given[field],
    expected: field === 'channels' ? 'an object with one list of numbers a channel' : 'a text, or nothing',
    fix: 'Give { sampleRateHz, channels: { column: samples } }, and names as texts.',
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function badTime(sampleRateHz: unknown, startS: unknown): Fault {
  return {
    code: 'SAMPLE_RATE',
    what: 'The EMG has no valid rate or start time.',
    where: { file: place },
    found: [sampleRateHz, startS]
      .map((value) => (typeof value === 'number' ? value : typeof value))
      .join(' and '),
    expected: 'samples a second, and the time of the first one in s',
    fix: 'Give sampleRateHz and startS as finite numbers, the rate above 0.',
  };
}

function badName(subject: unknown): Fault {
  return {
    code: 'SUBJECT_NAME',
    what: 'The subject has no name that predictions can use.',
    where: { column: 'subject' },
    found: typeof subject === 'string' ? JSON.stringify(subject.slice(0, 100)) : typeof subject,
    expected: 'letters, digits, hyphens, underscores and dots, at most 63',
    fix: 'Give a pseudonym.',
  };
}

function anotherSubject(subject: string): Fault {
  return {
    ...badName(subject),
    what: 'The recordings are of several subjects.',
    expected: 'one subject in all recordings of a calibration',
    fix: 'Calibrate to one person after the other.',
  };
}

/** The angle may begin this much later than the EMG and end this much earlier: its first and last values are held. */
const mostUncoveredS = 0.1;

function angleFaults(angle: CalibrationRecording['angle'], startS: number, endS: number): Fault[] {
  const { timeS, angleRad } = isObject(angle) ? angle : { timeS: [], angleRad: [] };
  if (!(timeS?.length > 1 && timeS.length === angleRad?.length))
    return [
      angleFault(
        'The angle does not have one time for each value.',
        `${timeS?.length} times, ${angleRad?.length} angles`,
      ),
    ];
  const wrong = Array.from(timeS).findIndex(
    (time, at) =>
      !Number.isFinite(Math.fround(angleRad[at]!)) || !Number.isFinite(time) || time <= timeS[at - 1]!,
  );
  if (wrong >= 0)
    return [
      angleFault(
        'The measured angle has a gap, or its times do not grow.',
        `${angleRad[wrong]} rad at ${timeS[wrong]} s`,
        wrong + 1,
      ),
    ];
  const [first, last] = [timeS[0]!, timeS[timeS.length - 1]!];
  if (first <= startS + mostUncoveredS && last >= endS - mostUncoveredS) return [];
  return [
    angleFault(
      'The angle was not measured over the whole time of the EMG.',
      `${first} to ${last} s, EMG from ${startS} to ${endS} s`,
    ),
  ];
}

function angleFault(what: string, found: string, row?: number): Fault {
  return {
    code: 'ANGLE_INVALID',
    what,
    where: { ...(row === undefined ? {} : { row }), column: 'angle' },
    found,
    expected: 'two lists of one length: growing times in s that span the EMG, finite angles in rad',
    fix: 'Fill gaps from the source, or calibrate on a stretch that has both.',
  };
}
