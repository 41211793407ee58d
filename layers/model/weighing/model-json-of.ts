import type { TrainingProblem } from '../dataset/index.ts';
import type { Gate, LocalModelJson, ModelJson } from '../predictor/index.ts';
import { type IntervalsByNames, jsonOfIntervals } from '../predictor/index.ts';
import { torqueJsonOf } from './torque-json-of.ts';

/** The result of weighing the local models of a run. */
export interface WeighedModels {
  /** In the order in which their parameters lie in `weights.bin`, without a gap. */
  readonly localModels: readonly (Omit<LocalModelJson, 'byteOffset' | 'sha256'> & {
    readonly sha256: string;
  })[];
  readonly modes: Readonly<Record<string, Gate>>;
  readonly mode: string;
  /** One a local model. */
  readonly contexts: ModelJson['contexts'];
  readonly intervals: Readonly<Record<string, IntervalsByNames>>;
  readonly trainedSubjects: readonly string[];
  readonly trainedSites: readonly string[];
  readonly trainedTasks: readonly string[];
  readonly emgReference?: ModelJson['emgReference'];
  readonly contextFade?: ModelJson['contextFade'];
}

/**
 * `model.json` of a run: the only place where settings of a study become fields of its model. Each field is listed, so
 * that a renamed or new field of the manifest changes nothing in the file.
 */
export function modelJsonOf(problem: TrainingProblem, weighed: WeighedModels): ModelJson {
  const { signals, features, joint, strangerScale } = problem;
  const { kind, unit: emgUnit, channels, filter } = signals.emg;
  const { bandPassHz, envelopeHz, causal } = filter;
  const torque = torqueJsonOf(problem);
  let byteOffset = 0;
  return {
    format: 'sarcomere-global-model',
    version: 2,
    study: problem.study,
    run: problem.run,
    joint,
    coordinates: problem.coordinates.map(({ name, unit, positive }) => ({
      name,
      unit,
      positive,
      measured: {
        column: signals.angle.column,
        unit: signals.angle.unit,
        positive: signals.angle.positive ?? positive,
      },
    })),
    muscles: problem.muscles.map(({ name }) => name),
    ...(torque ? { torque } : {}),
    signals: {
      time: { column: signals.time.column },
      rateHz: signals.rateHz,
      emg: {
        kind,
        unit: emgUnit,
        channels: channels.map((channel) => ({ column: channel.column, muscle: channel.muscle })),
        filter: { bandPassHz, envelopeHz, causal },
      },
    },
    features: {
      lagsMs: features.lagsMs,
      contextS: features.contextS,
      compression: features.compression,
    },
    inputNames: problem.inputNames,
    inputRanges: problem.inputRanges,
    emgScales: problem.emgScales,
    ...(strangerScale
      ? {
          strangerScale: {
            slope: strangerScale.slope,
            usualLog: strangerScale.usualLog,
            usualOwnLog: strangerScale.usualOwnLog,
          },
        }
      : {}),
    localModels: weighed.localModels.map(({ id, kind, label, learner, byteLength, sha256, parameters }) => {
      const entry = {
        id,
        kind,
        ...(learner === 'forest' ? { learner } : {}),
        label,
        byteOffset,
        byteLength,
        sha256,
        parameters,
      };
      byteOffset += byteLength;
      return entry;
    }),
    modes: mapValues(weighed.modes, (gate) => gate.toJson()),
    mode: weighed.mode,
    contexts: weighed.contexts.map(
      (context) => context && { mean: context.mean, deviation: context.deviation, reach: context.reach },
    ),
    trainedSubjects: weighed.trainedSubjects,
    trainedSites: weighed.trainedSites,
    trainedTasks: weighed.trainedTasks,
    intervals: mapValues(weighed.intervals, (intervals) => jsonOfIntervals(intervals, problem.outputs)),
    ...(weighed.emgReference ? { emgReference: weighed.emgReference } : {}),
    ...(weighed.contextFade ? { contextFade: weighed.contextFade } : {}),
    angleCorrections: {},
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, how: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, how(value)]));
}
