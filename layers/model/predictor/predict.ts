import { type Fault, FaultError } from '../../base/faults/index.ts';
import { matrixColumn } from '../../base/numbers/index.ts';
import { signOf } from '../../physics/biomechanics/index.ts';
import { normalise } from '../../physics/signals/index.ts';
import type { GivenNames } from '../inputs/index.ts';
import { balanceForces } from './balance-forces.ts';
import { calibrated } from './calibration/calibrated.ts';
import type { Calibration } from './calibration/calibration.ts';
import { calibrationFor } from './calibration/calibration-for.ts';
import { filledInput } from './channel-fill/filled-input.ts';
import type { Combined } from './combine.ts';
import type { EmgInput } from './emg-input/emg-input.ts';
import { emgOverflow } from './emg-input/emg-overflow.ts';
import { featuresOf, isKnownSubject } from './emg-input/features-of.ts';
import { warmUpRowsOf } from './emg-input/warm-up.ts';
import { type EmgQuality, judgeEmg } from './emg-quality/judge-emg.ts';
import type { GateView } from './gates/gate.ts';
import type { GlobalModel } from './global-model.ts';
import { flaggedWidening, halfWidth } from './interval.ts';
import { certainNames, intervalsFor } from './intervals-for.ts';
import { modelOutputs } from './model-outputs.ts';
import type { ModelOutput } from './outputs.ts';
import { unknownNames } from './unknown-names.ts';
import { unseenRows } from './unseen-rows.ts';

/**
 * EMG, and the given names. The EMG is normalised by the subject's scales if the model has them; otherwise by its own
 * scale, drawn towards the usual scale of the study. Names reach the gate, and the networks if they have inputs for
 * names. A calibrated person has the calibration of the given task; in a task without, the person is a stranger.
 */
export interface PredictionInput extends EmgInput, GivenNames {}

/** One row for each step of the model's rate. */
export interface Prediction {
  readonly timeS: Float64Array;
  /** Direction in which the angle grows, as in the study's angle column. */
  readonly positive: string;
  readonly angleRad: Float64Array;
  readonly forcesN: ReadonlyMap<string, Float64Array>;
  /**
   * Net torque of all muscles about each coordinate, N m, positive in the direction in which the angle grows; by name of the
   * coordinate. In every row it is the sum of moment arm times force over `forcesN`. Absent if the study has no measured torque.
   */
  readonly torqueNm?: ReadonlyMap<string, Float64Array>;
  /** Weighted standard deviation of the local models about the prediction. */
  readonly spreadAngleRad: Float64Array;
  readonly spreadForcesN: ReadonlyMap<string, Float64Array>;
  readonly spreadTorqueNm?: ReadonlyMap<string, Float64Array>;
  /**
   * Half widths of intervals that cover 90 % of the true values in recordings like those of the study; absent if the
   * mode has none. That of the angle of a calibrated person comes from the seconds of the calibration. Where `emgQuality` flags the EMG, half widths are twice as large. The half width of a force is at most the maximal force of its muscle. No force is below 0, and
   * neither is the lower end of its interval.
   */
  readonly interval90?: {
    readonly angleRad?: Float64Array;
    readonly forcesN: ReadonlyMap<string, Float64Array>;
    readonly torqueNm?: ReadonlyMap<string, Float64Array>;
  };
  /**
   * EMG scale that was used: that of the given subject, or one found from the recording and the usual scale of the
   * study. `recording` with a calibrated subject: the calibration does not hold for the given task, or without one.
   */
  readonly emgNormalisedBy: 'subject' | 'recording';
  /**
   * True if the EMG context of the row lies outside of the training, or if its stretch, or most of the recording, is flagged by
   * `emgQuality`. A model with `emgQuality` marks no warm-up row.
   */
  readonly outOfRange: boolean[];
  /** How the EMG compares with that of the training; absent if the model has no EMG to compare with. */
  readonly emgQuality?: EmgQuality;
  /**
   * True if the row depends on EMG outside of the given samples: lags, context or filters reach before the first sample
   * or, with zero-phase filters, beyond the last.
   */
  readonly warmUp: boolean[];
}

/**
 * Joint angle, muscle forces and torque from EMG, by the published mode or another mode of the model.
 *
 * @throws FaultError MODE_UNKNOWN, SUBJECT_UNKNOWN, SITE_UNKNOWN, TASK_UNKNOWN; EMG_OVERFLOW if values are too large to
 *   compute with
 */
export function predict(model: GlobalModel, input: PredictionInput, mode: string = model.mode): Prediction {
  const gate = Object.hasOwn(model.modes, mode) ? model.modes[mode] : undefined;
  const { subject } = input;
  const faults = [...(gate ? [] : [unknownMode(mode, model)]), ...unknownNames(model, input)];
  if (!gate || faults.length > 0) throw new FaultError(faults);
  const { inputNames } = model;
  const calibration = calibrationFor(model, input);
  const features = featuresOf(model, input, input, calibration?.emgScales);
  const { timeS, scales } = features;
  const normalised = features.envelopes.map((envelope, at) => normalise(envelope, scales[at]!));
  const judged = judgeEmg(model, normalised, input);
  const filled = filledInput(model, normalised, { ...features, judged, names: input, calibration });
  const { envelopes, inputs } = filled ?? features;
  const emgQuality = filled ? { ...judged!, filled: filled.channels } : judged;
  const view: GateView = { rows: timeS.length, inputs, inputNames, givenNames: () => input };
  const ofModel = modelOutputs(model, gate, { envelopes, inputs }, input);
  const ofPerson = calibration ? calibrated(ofModel, calibration, model, envelopes) : ofModel;
  const combined = balanceForces(ofPerson, model.torque);
  if (!combined.values.every(Number.isFinite)) throw new FaultError([emgOverflow(model)]);
  const flagged = emgQuality ? flaggedRows(timeS.length, emgQuality) : undefined;
  const predicted = predictedOutputs(combined, model, input, mode, { calibration, flagged });
  const warmUp = warmUpRowsOf(model, input, timeS.length);
  const unseen = unseenRows(view, model);
  return {
    timeS,
    ...byQuantity(predicted, model.coordinates[0]!),
    ...(model.intervals[mode] ? { interval90: halfWidthsByQuantity(predicted) } : {}),
    emgNormalisedBy: calibration || isKnownSubject(model, subject) ? 'subject' : 'recording',
    outOfRange: flagged ? unseen.map((out, row) => (out || flagged[row]!) && !warmUp[row]) : unseen,
    ...(emgQuality ? { emgQuality } : {}),
    warmUp,
  };
}

/** Rows that lie in flagged EMG: of a flagged stretch, or all of a flagged recording. */
function flaggedRows(rows: number, { flag, stretches }: EmgQuality): boolean[] {
  const flagged = new Array<boolean>(rows).fill(flag !== undefined);
  for (const one of stretches) if (one.flag) flagged.fill(true, one.startRow, one.endRow);
  return flagged;
}

/** The rows of one output of a model. */
interface PredictedOutput extends ModelOutput {
  readonly values: Float64Array;
  readonly spread: Float64Array;
  readonly halfWidth90?: Float64Array;
}

/** What determines half widths beside the mode and the names. */
interface WidthsOf {
  readonly calibration: Calibration | undefined;
  /** One a row; undefined if the model does not judge EMG. */
  readonly flagged: readonly boolean[] | undefined;
}

/** Every output of the model by itself, with its half widths if the mode has an interval for it. */
function predictedOutputs(
  { values, spread }: Combined,
  model: GlobalModel,
  names: GivenNames,
  mode: string,
  { calibration, flagged }: WidthsOf,
): PredictedOutput[] {
  const byNames = model.intervals[mode];
  const intervals = byNames && intervalsFor(byNames, names, certainNames(model, model.modes[mode]!));
  return model.outputs.map((output, column) => {
    const own = matrixColumn(spread, model.outputs.length, column);
    const interval = intervals?.[column];
    const ofPerson = calibration?.angles[column];
    const widening = (row: number) => (flagged?.[row] ? flaggedWidening : 1);
    const halfWidth90 = ofPerson
      ? own.map((_, row) => widening(row) * ofPerson.halfWidth90Rad)
      : interval && own.map((one, row) => halfWidth(interval, one, widening(row)));
    return {
      ...output,
      values: matrixColumn(values, model.outputs.length, column),
      spread: own,
      ...(halfWidth90 ? { halfWidth90 } : {}),
    };
  });
}

/**
 * The outputs as a prediction names them: the angle of the joint and its torque, in the direction of the study, and forces by
 * muscle.
 */
function byQuantity(
  predicted: readonly PredictedOutput[],
  { positive, measured }: GlobalModel['coordinates'][number],
) {
  const angle = predicted.find(({ quantity }) => quantity === 'angle')!;
  const forces = predicted.filter(({ quantity }) => quantity === 'force');
  const torques = predicted.filter(({ quantity }) => quantity === 'torque');
  const sign = signOf(measured.positive, positive);
  const inDirection = (values: Float64Array) => (sign === 1 ? values : values.map((value) => -value));
  return {
    positive: measured.positive,
    angleRad: inDirection(angle.values),
    forcesN: new Map(forces.map(({ name, values }) => [name, values])),
    spreadAngleRad: angle.spread,
    spreadForcesN: new Map(forces.map(({ name, spread }) => [name, spread])),
    ...(torques.length > 0
      ? {
          torqueNm: new Map(torques.map(({ name, values }) => [name, inDirection(values)])),
          spreadTorqueNm: new Map(torques.map(({ name, spread }) => [name, spread])),
        }
      : {}),
  };
}

/** Their half widths, likewise. */
function halfWidthsByQuantity(predicted: readonly PredictedOutput[]) {
  const angle = predicted.find(({ quantity }) => quantity === 'angle')!.halfWidth90;
  const byName = (wanted: ModelOutput['quantity']) =>
    new Map(
      predicted.flatMap(({ name, quantity, halfWidth90 }) =>
        quantity === wanted && halfWidth90 ? [[name, halfWidth90] as const] : [],
      ),
    );
  return {
    ...(angle ? { angleRad: angle } : {}),
    forcesN: byName('force'),
    ...(predicted.some(({ quantity }) => quantity === 'torque') ? { torqueNm: byName('torque') } : {}),
  };
}

function unknownMode(mode: string, model: GlobalModel): Fault {
  return {
    code: 'MODE_UNKNOWN',
    what: 'The model has no weights of that mode.',
    where: { column: 'mode' },
    found: JSON.stringify(mode),
    expected: Object.keys(model.modes)
      .map((name) => JSON.stringify(name))
      .join(', '),
    fix: 'Name one of these modes, or none to use the published mode.',
  };
}
