import type { TrainingProblem } from '../dataset/index.ts';
import type { LocalNetwork } from '../network/index.ts';
import { ConstantGate } from './gates/constant-gate.ts';
import type { GlobalModel } from './global-model.ts';
import { outputsOf } from './outputs.ts';

/**
 * A model in memory of these networks, with equal weights: a knee whose recordings hold its angle as the networks do.
 *
 * @param changes fields that differ; the outputs follow from coordinates and muscles
 */
export function smallGlobalModel(
  problem: Pick<TrainingProblem, 'signals' | 'features' | 'inputNames' | 'inputRanges' | 'emgScales'> & {
    readonly muscles: readonly { readonly name: string }[];
  },
  networks: readonly LocalNetwork[],
  changes: Partial<Omit<GlobalModel, 'outputs'>> = {},
): GlobalModel {
  const model = {
    study: 'small',
    run: 'r1',
    joint: 'knee',
    coordinates: [
      {
        name: 'knee',
        unit: 'rad',
        positive: 'extension',
        measured: { column: 'angle', unit: 'deg', positive: 'extension' },
      },
    ],
    signals: problem.signals,
    features: problem.features,
    inputNames: problem.inputNames,
    inputRanges: problem.inputRanges,
    muscles: problem.muscles.map(({ name }) => name),
    emgScales: problem.emgScales,
    localModels: networks.map((network, at) => ({ id: `time-${at + 1}`, kind: 'local', label: '', network })),
    modes: { uniform: new ConstantGate({ weights: networks.map(() => 1 / networks.length) }) },
    mode: 'uniform',
    contexts: networks.map(() => null),
    trainedSubjects: ['ana', 'ben'],
    trainedSites: ['bogota', 'lyon'],
    trainedTasks: ['rise', 'sit', 'walk'],
    intervals: {},
    angleCorrections: {},
    ...changes,
  } satisfies Omit<GlobalModel, 'outputs'>;
  return { ...model, outputs: outputsOf(model) };
}
