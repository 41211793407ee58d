import { randomOf } from '../../../layers/base/numbers/index.ts';
import { contextColumns, featureNames } from '../../../layers/model/inputs/index.ts';
import type { LocalNetwork } from '../../../layers/model/network/index.ts';
import type { Dense } from '../../../layers/model/network/testing.ts';
import {
  ConstantGate,
  ContextGate,
  type Gate,
  type GlobalModel,
} from '../../../layers/model/predictor/index.ts';
import { smallGlobalModel } from '../../../layers/model/predictor/testing.ts';
import { manifestSchema } from '../../../layers/study/manifest/index.ts';

export const seconds = 60;
const channels = ['emg_1', 'emg_2', 'emg_3', 'emg_4', 'emg_5'];
const muscles = ['FCR', 'FCU', 'ECRL', 'ECRB', 'ECU'];
const sampleRateHz = { raw: 1000, envelope: 100 };

/** What is predicted, from which EMG, by how many local models, weighed in which way. */
export interface PredictionCase {
  readonly kind: 'raw' | 'envelope';
  readonly gate: 'constant' | 'gated';
  readonly localModels: number;
}

/** All sixteen. */
export const predictionCases: readonly PredictionCase[] = (['envelope', 'raw'] as const).flatMap((kind) =>
  (['constant', 'gated'] as const).flatMap((gate) =>
    [1, 4, 20, 80].map((localModels) => ({ kind, gate, localModels })),
  ),
);

/** A model with the default features and widths, of random networks, whose gate weighs every local model in every row. */
export function modelOf({ kind, gate, localModels }: PredictionCase, seed: number): GlobalModel {
  const { signals, features, training } = manifestSchema.parse({
    version: 1,
    study: 'speed',
    joint: 'wrist',
    signals: {
      emg: { kind, unit: 'mV', channels: channels.map((column, at) => ({ column, muscle: muscles[at]! })) },
      angle: { column: 'angle' },
    },
    recordings: [{ file: 'a.csv', subject: 'ana' }],
  });
  const inputNames = featureNames(channels, features);
  const problem = {
    signals,
    features,
    inputNames,
    inputRanges: inputNames.map(() => [-5, 5] as const),
    emgScales: { ana: channels.map(() => 0.2) },
    muscles: muscles.map((name) => ({ name })),
  };
  const networks = Array.from({ length: localModels }, (_, at) =>
    randomNetwork([inputNames.length, ...training.hidden], seed + at),
  );
  const mode = gateOf(gate, localModels, contextColumns(inputNames).length, seed);
  return smallGlobalModel(problem, networks, { modes: { [gate]: mode }, mode: gate });
}

/** Contractions of a minute, mV: noise whose strength varies, or the strength itself. */
export function emgOf({ kind }: Pick<PredictionCase, 'kind'>, seed: number) {
  const rateHz = sampleRateHz[kind];
  const random = randomOf(seed, kind);
  const strength = (timeS: number, at: number) =>
    0.02 + 0.1 * Math.max(0, Math.sin(timeS * (1 + 0.1 * at)) + Math.sin(timeS / 3 + at)) ** 2;
  return {
    sampleRateHz: rateHz,
    startS: 0,
    channels: channels.map((_, at) =>
      Float64Array.from(
        { length: seconds * rateHz },
        (_, sample) => strength(sample / rateHz, at) * (kind === 'raw' ? random.normal() : 1),
      ),
    ),
    subject: 'ana',
  };
}

function gateOf(gate: PredictionCase['gate'], localModels: number, columns: number, seed: number): Gate {
  if (gate === 'constant')
    return new ConstantGate({ weights: new Array<number>(localModels).fill(1 / localModels) });
  const random = randomOf(seed, 'contexts');
  const contexts = Array.from({ length: localModels }, () => ({
    mean: Array.from({ length: columns }, () => random.uniform(-1, 1)),
    deviation: Array.from({ length: columns }, () => random.uniform(2, 4)),
    error: random.uniform(0.2, 0.4),
  }));
  return new ContextGate({ temperature: 0.3, localModels: contexts });
}

/** @param widths of the inputs and of each hidden layer */
function randomNetwork(widths: readonly number[], seed: number): LocalNetwork {
  const random = randomOf(seed, 'network');
  const dense = (inputs: number, outputs: number): Dense => ({
    inputs,
    outputs,
    kernel: Float32Array.from({ length: inputs * outputs }, () => random.normal() / Math.sqrt(inputs)),
    bias: Float32Array.from({ length: outputs }, () => 0.3 * random.normal()),
  });
  return {
    hidden: widths.slice(1).map((width, at) => dense(widths[at]!, width)),
    last: dense(widths.at(-1)!, 1 + muscles.length),
    outputs: [
      { activation: 'linear' },
      ...muscles.map(() => ({ activation: 'softplus' as const, scale: 100 })),
    ],
  };
}
