import { layersOf, type NetworkShape } from './network.ts';

/** Parameters of one layer: kernel (inputs x outputs, row-major) and bias. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A trained network in physical units. Inputs: features as `buildFeatures` makes them. Outputs: angle in rad and forces in
 * N. All scaling is folded into the parameters, so nothing else is needed to use the network.
 */
export interface LocalNetwork {
  /** tanh */
  readonly hidden: readonly Dense[];
  /** linear, 1 output, rad */
  readonly angle: Dense;
  /** softplus, 1 output for each muscle; absent if the study has no force labels */
  readonly force?: Dense;
  /** Factor of each softplus, N, one for each muscle. */
  readonly forceScaleN: Float32Array;
}

/** Scales of a network's inputs and outputs in its training. */
export interface NetworkScales {
  /** One for each input. */
  readonly inputScales: readonly MeanAndDeviation[];
  /** One for each output; the mean of a softplus output is 0. */
  readonly outputs: readonly { readonly scale: MeanAndDeviation }[];
}

interface MeanAndDeviation {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Folds the scaling of inputs and outputs into trained parameters.
 *
 * @example
 * import { simulateStudy } from 'sarcomere/simulate';
 * import { checkStudy, parseManifest } from 'sarcomere/study';
 * import { kernelEngine, kernelModule, prepareStudy, recordingOnGrid, toLocalNetwork, Trainer } from 'sarcomere/train';
 *
 * const { files } = simulateStudy({ joint: 'wrist', subjects: 1, sites: 1, seed: 1, secondsPerRecording: 6 });
 * const { manifest } = parseManifest(files.get('study.json'));
 * const read = (file) => files.has(file) ? new TextEncoder().encode(files.get(file)) : undefined;
 * const { joint, recordings } = checkStudy(manifest, read);
 * const onGrid = recordings.map((recording) => recordingOnGrid(recording, manifest.signals));
 * const { table, problem } = prepareStudy(onGrid, manifest, 'my-run', joint);
 * const trainer = new Trainer(table, problem, kernelEngine(kernelModule()), 1);
 * const network = toLocalNetwork(trainer.result().parameters, trainer.shape, problem); // untrained
 * network.angle.outputs; // => 1
 */
export function toLocalNetwork(
  parameters: Float64Array,
  shape: NetworkShape,
  problem: NetworkScales,
): LocalNetwork {
  const layers = layersOf(shape).map(({ inputs, outputs, kernelStart, biasStart }) => ({
    inputs,
    outputs,
    kernel: parameters.slice(kernelStart, biasStart),
    bias: parameters.slice(biasStart, biasStart + outputs),
  }));
  const first = layers[0]!;
  for (const [row, { mean, deviation }] of problem.inputScales.entries()) {
    for (let column = 0; column < first.outputs; column++) {
      const at = row * first.outputs + column;
      first.kernel[at]! /= deviation;
      first.bias[column]! -= first.kernel[at]! * mean;
    }
  }
  const last = layers.at(-1)!;
  const [{ mean, deviation }, ...forceScales] = problem.outputs.map(({ scale }) => scale) as [
    MeanAndDeviation,
    ...MeanAndDeviation[],
  ];
  const angle = columns(last, 0, 1);
  return {
    hidden: layers.slice(0, -1).map(rounded),
    angle: rounded({
      ...angle,
      kernel: angle.kernel.map((weight) => weight * deviation),
      bias: angle.bias.map((bias) => bias * deviation + mean),
    }),
    ...(shape.outputs.length > 1 ? { force: rounded(columns(last, 1, last.outputs)) } : {}),
    forceScaleN: Float32Array.from(forceScales, (scale) => scale.deviation),
  };
}

export interface NetworkOutput {
  /** rows */
  readonly angleRad: Float32Array;
  /** rows x muscles, row-major */
  readonly forceN: Float32Array;
}

type Precise = { inputs: number; outputs: number; kernel: Float64Array; bias: Float64Array };

function columns(layer: Precise, from: number, to: number): Precise {
  const outputs = to - from;
  const kernel = new Float64Array(layer.inputs * outputs);
  for (let row = 0; row < layer.inputs; row++) {
    for (let column = 0; column < outputs; column++) {
      kernel[row * outputs + column] = layer.kernel[row * layer.outputs + from + column]!;
    }
  }
  return { inputs: layer.inputs, outputs, kernel, bias: layer.bias.slice(from, to) };
}

function rounded(layer: Precise): Dense {
  return { ...layer, kernel: Float32Array.from(layer.kernel), bias: Float32Array.from(layer.bias) };
}
