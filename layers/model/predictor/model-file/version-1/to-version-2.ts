import type { GateJson } from '../gate-json.ts';
import type {
  AngleCorrectionJson,
  CoordinateJson,
  IntervalsByNamesJson,
  LocalModelJson,
  ModelJson,
  OutputIntervalsJson,
} from '../model-json.ts';
import type { Gate1, Version1 } from './version-1-schema.ts';

/** A `model.json` of version 1 as one of version 2. */
export function toVersion2(one: Version1): ModelJson {
  const { study, run, joint, muscles, inputNames, inputRanges, emgScales, mode, contexts } = one;
  const { time, rateHz, emg } = one.signals;
  const { lagsMs, contextS, compression = 'none' } = one.features;
  const { trainedSubjects, trainedSites, trainedTasks, strangerScale } = one;
  return {
    format: 'sarcomere-global-model',
    version: 2,
    study,
    run,
    joint,
    coordinates: [coordinateOf(one)],
    muscles,
    signals: { time, rateHz, emg },
    features: { lagsMs, contextS, compression },
    inputNames,
    inputRanges,
    emgScales,
    ...(strangerScale ? { strangerScale } : {}),
    localModels: one.members.map(localModelOf),
    modes: valuesOf(one.modes, gateJsonOf),
    mode,
    contexts,
    trainedSubjects,
    ...(trainedSites ? { trainedSites } : {}),
    ...(trainedTasks ? { trainedTasks } : {}),
    intervals: valuesOf(one.intervals, intervalsOf),
    angleCorrections: valuesOf(one.angleCorrections, (correction) => [correctionOf(correction)]),
  };
}

/** Version 1 has one coordinate without a name of its own: that of the joint. */
function coordinateOf({ joint, anglePositive, signals }: Version1): CoordinateJson {
  const { column, unit, positive = anglePositive } = signals.angle;
  return { name: joint, unit: 'rad', positive: anglePositive, measured: { column, unit, positive } };
}

function localModelOf({ weightsManifest, sha256, ...entry }: Version1['members'][number]): LocalModelJson {
  const parameters = weightsManifest.flatMap(({ weights }) =>
    weights.map(({ name, shape }) => ({ name, shape })),
  );
  return { ...entry, ...(sha256 === undefined ? {} : { sha256 }), parameters };
}

function gateJsonOf(gate: Gate1): GateJson {
  switch (gate.kind) {
    case 'constant':
      return gate;
    case 'context': {
      const { kind, temperature, members, most } = gate;
      const localModels = members.map(
        (density) => density && { mean: density.mean, deviation: density.deviation, error: density.error },
      );
      return {
        kind,
        temperature,
        localModels,
        ...(most === undefined ? {} : { mostLocalModels: most }),
      };
    }
    case 'known': {
      const { by, leads, share, within, otherwise } = gate;
      return { kind: 'name', by, leaders: leads, share, within, otherwise: gateJsonOf(otherwise) };
    }
    case 'blend':
      return { kind: 'blend', gates: gate.gates.map(gateJsonOf), shares: gate.shares };
  }
}

function intervalsOf({ named, subjectAlone, unnamed }: Version1['intervals'][string]): IntervalsByNamesJson {
  const outputs = ({ angle, forces }: typeof named): OutputIntervalsJson => ({ angles: [angle], forces });
  return {
    allNames: outputs(named),
    ...(subjectAlone ? { subjectOnly: outputs(subjectAlone) } : {}),
    noNames: outputs(unnamed),
  };
}

function correctionOf({
  offsetRad,
  scale,
  residual,
}: Version1['angleCorrections'][string]): AngleCorrectionJson {
  if (!residual) return { offsetRad, scale };
  const { emgScales, centres, weightsRad } = residual;
  return { offsetRad, scale, byEmg: { emgScales, centres, coefficientsRad: weightsRad } };
}

/** An own `__proto__` among the names stays a name. */
function valuesOf<From, To>(record: Readonly<Record<string, From>>, how: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, how(value)]));
}
