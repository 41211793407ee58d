import type { MeanAndDeviation } from '../../base/numbers/index.ts';
import { layersOf, type NetworkShape } from './network.ts';

/** Parameters of one layer: kernel (inputs x outputs, row-major) and bias. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A trained network in physical units. Inputs: features as `buildFeatures` makes them. Outputs: each in its own unit, the angles of
 * the coordinates (rad) first, then the forces of the muscles (N), then the torques about the coordinates (N m), if there are any. All scaling is folded into the parameters, so nothing else is
 * needed to use the network.
 */
export interface LocalNetwork {
  /** tanh */
  readonly hidden: readonly Dense[];
  /** The last layer: one column an output. */
  readonly last: Dense;
  /** What makes each column of the last layer an output. */
  readonly outputs: readonly OutputForm[];
}

/** An output is its column as it is, or scale * log(1 + e^column), which is never negative; scale in the output's unit. */
export type OutputForm =
  | { readonly activation: 'linear' }
  | { readonly activation: 'softplus'; readonly scale: number };

/** Scales of a network's inputs and outputs in its training. */
export interface NetworkScales {
  /** One for each input. */
  readonly inputScales: readonly MeanAndDeviation[];
  /** One for each output; the mean of a softplus output is 0. */
  readonly outputs: readonly { readonly scale: MeanAndDeviation }[];
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
 * network.outputs.map(({ activation }) => activation); // => ['linear', 'softplus', 'softplus', 'softplus', 'softplus', 'softplus']
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
  for (const [column, activation] of shape.outputs.entries()) {
    if (activation !== 'linear') continue;
    const { mean, deviation } = problem.outputs[column]!.scale;
    for (let at = column; at < last.kernel.length; at += last.outputs) last.kernel[at]! *= deviation;
    last.bias[column] = last.bias[column]! * deviation + mean;
  }
  return {
    hidden: layers.slice(0, -1).map(rounded),
    last: rounded(last),
    outputs: shape.outputs.map((activation, column) =>
      activation === 'linear'
        ? { activation }
        : { activation, scale: Math.fround(problem.outputs[column]!.scale.deviation) },
    ),
  };
}

/** The outputs of a network for some rows. */
export interface NetworkOutput {
  /** rows x outputs, row-major, each in its unit: rad, N, N m */
  readonly values: Float32Array;
  /** Columns of `values`. */
  readonly outputs: number;
}

type Precise = { inputs: number; outputs: number; kernel: Float64Array; bias: Float64Array };

function rounded(layer: Precise): Dense {
  return { ...layer, kernel: Float32Array.from(layer.kernel), bias: Float32Array.from(layer.bias) };
}
