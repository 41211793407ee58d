import { forestOf } from '../forest/index.ts';
import { fromLayersModel } from '../network/index.ts';
import type { Calibration } from './calibration/calibration.ts';
import { calibrationOfJson } from './calibration/calibration-json.ts';
import type { EmgCorrection } from './calibration/emg-correction.ts';
import type { Gate } from './gates/gate.ts';
import { openGate } from './gates/open-gate.ts';
import type { OutputIntervals } from './interval.ts';
import { isForest, type Learned } from './learned.ts';
import type {
  IntervalsByNamesJson,
  LocalModelJson,
  ModelJson,
  OutputIntervalsJson,
} from './model-file/model-json.ts';
import { type ModelOutput, outputsOf } from './outputs.ts';

/** The fields that a model in memory has as in its file. */
type AsWritten = Omit<
  ModelJson,
  'format' | 'version' | 'localModels' | 'modes' | 'intervals' | 'angleCorrections' | 'calibrations'
>;

/** A global model in memory, ready to predict. */
export interface GlobalModel extends AsWritten {
  /** Of every local model, in the order of their columns: angles of `coordinates`, forces of `muscles`, torques if there are any. */
  readonly outputs: readonly ModelOutput[];
  /** In the order of the weights. */
  readonly localModels: readonly {
    readonly id: string;
    readonly kind: LocalModelJson['kind'];
    /** Absent: a network. */
    readonly learner?: LocalModelJson['learner'];
    readonly label: string;
    readonly learned: Learned;
  }[];
  /** How the local models are weighed, by mode. */
  readonly modes: Readonly<Record<string, Gate>>;
  /** 90 % intervals by mode; none without validation rows. */
  readonly intervals: Readonly<Record<string, IntervalsByNames>>;
  /** By subject: what the model learned of one person. Absent: of nobody. */
  readonly calibrations?: Readonly<Record<string, readonly Calibration[]>>;
  /** By subject, one a coordinate. Fitted by the calibrations of earlier versions. */
  readonly angleCorrections: Readonly<Record<string, readonly AngleCorrection[]>>;
}

/** Intervals by given names: a prediction for a subject of the training is more certain than one without. */
export interface IntervalsByNames {
  /** Subject, site and task. */
  readonly allNames: OutputIntervals;
  /** The subject alone; absent if the task makes no difference. */
  readonly subjectOnly?: OutputIntervals;
  /** The task of a subject without training rows; absent if the task makes no difference. */
  readonly taskOnly?: OutputIntervals;
  readonly noNames: OutputIntervals;
}

/** Of a coordinate: angle = offset + scale * angle of the local models + correction by EMG. */
export interface AngleCorrection {
  readonly offsetRad: number;
  readonly scale: number;
  /** Added to the angle, by what the EMG is like. */
  readonly byEmg?: EmgCorrection;
}

/**
 * Opens a model in memory, with the local models whose parameters are given.
 *
 * @param parametersOf bytes of a local model in `weights.bin`; undefined if no prediction will use the local model:
 *   reading what it learned then throws
 * @throws Error if the bytes of a local model are not those of a network or forest of this model
 */
export function openGlobalModel(
  json: ModelJson,
  parametersOf: (localModel: LocalModelJson, place: number) => Uint8Array | undefined,
): GlobalModel {
  const { format: _format, version: _version, calibrations, ...written } = json;
  return {
    ...written,
    ...(calibrations ? { calibrations: mapValues(calibrations, (own) => own.map(calibrationOfJson)) } : {}),
    outputs: outputsOf(json),
    localModels: json.localModels.map((localModel, place) => {
      const { id, kind, label, learner } = localModel;
      const bytes = parametersOf(localModel, place);
      const about = { id, kind, label, ...(learner === undefined ? {} : { learner }) };
      if (bytes) {
        const learned = learnedOf(localModel, bytes);
        requireShape(id, learned, json);
        return { ...about, learned };
      }
      return {
        ...about,
        get learned(): never {
          throw new Error(`the weights of ${id} were not loaded`);
        },
      };
    }),
    modes: mapValues(json.modes, openGate),
    intervals: mapValues(json.intervals, intervalsOfJson),
  };
}

/** A network's shape is in `model.json` and agrees with it; that of a forest is in its bytes. */
function requireShape(
  id: string,
  learned: Learned,
  { inputNames, coordinates, muscles, torque }: ModelJson,
): void {
  if (!isForest(learned)) return;
  const { inputs, scales } = learned;
  const outputs = (torque ? 2 : 1) * coordinates.length + muscles.length;
  if (inputs === inputNames.length && scales.length === outputs) return;
  throw new Error(
    `${id} has ${inputs} inputs and ${scales.length} outputs, the model has ${inputNames.length} and ${outputs}`,
  );
}

/** @param outputs of the model, one an interval */
export function jsonOfIntervals(
  { allNames, subjectOnly, taskOnly, noNames }: IntervalsByNames,
  outputs: readonly ModelOutput[],
): IntervalsByNamesJson {
  const hasTorque = outputs.some(({ quantity }) => quantity === 'torque');
  const written = (intervals: OutputIntervals): OutputIntervalsJson => ({
    angles: intervals.filter((_, at) => outputs[at]!.quantity === 'angle'),
    forces: intervals.filter((_, at) => outputs[at]!.quantity === 'force'),
    ...(hasTorque ? { torques: intervals.filter((_, at) => outputs[at]!.quantity === 'torque') } : {}),
  });
  return {
    allNames: written(allNames),
    ...(subjectOnly ? { subjectOnly: written(subjectOnly) } : {}),
    ...(taskOnly ? { taskOnly: written(taskOnly) } : {}),
    noNames: written(noNames),
  };
}

function intervalsOfJson({
  allNames,
  subjectOnly,
  taskOnly,
  noNames,
}: IntervalsByNamesJson): IntervalsByNames {
  const read = ({ angles, forces, torques = [] }: OutputIntervalsJson): OutputIntervals => [
    ...angles,
    ...forces,
    ...torques,
  ];
  return {
    allNames: read(allNames),
    ...(subjectOnly ? { subjectOnly: read(subjectOnly) } : {}),
    ...(taskOnly ? { taskOnly: read(taskOnly) } : {}),
    noNames: read(noNames),
  };
}

/** @param weights bytes of the parameters. @throws Error if the bytes do not fit the listed shapes */
export function learnedOf(
  { id, learner, parameters }: Pick<LocalModelJson, 'id' | 'learner' | 'parameters'>,
  weights: Uint8Array,
): Learned {
  const tensors = parameters.map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  try {
    if (learner === 'forest') return forestOf(weights);
    return fromLayersModel({ model: { weightsManifest: [{ paths: [], weights: tensors }] }, weights });
  } catch (error) {
    throw new Error(`${id}: ${(error as Error).message}`);
  }
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, how: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, how(value)]));
}
