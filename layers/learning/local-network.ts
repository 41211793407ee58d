import type { Problem } from '../preparation/problem.ts';
import { layersOf, type NetworkShape } from './network.ts';

/** Weights of one layer: kernel (inputs x outputs, row-major) and bias. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/**
 * A trained network in physical units: features in, as `buildFeatures` makes them; angle in rad and forces in N
 * out. All scaling is folded into the weights, so nothing else is needed to use it.
 */
export interface LocalNetwork {
  /** tanh */
  readonly hidden: readonly Dense[];
  /** linear, 1 output, rad */
  readonly angle: Dense;
  /** softplus, 1 output a muscle; absent where the study tells nothing of forces */
  readonly force?: Dense;
  /** What softplus is multiplied by, N, one a muscle. */
  readonly forceScaleN: Float32Array;
}

/** Folds the scaling of inputs and outputs into trained parameters. */
export function toLocalNetwork(
  parameters: Float64Array,
  shape: NetworkShape,
  problem: Problem,
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
  const { mean, deviation } = problem.angleScaleRad;
  const angle = columns(last, 0, 1);
  return {
    hidden: layers.slice(0, -1).map(rounded),
    angle: rounded({
      ...angle,
      kernel: angle.kernel.map((weight) => weight * deviation),
      bias: angle.bias.map((bias) => bias * deviation + mean),
    }),
    ...(shape.muscles > 0 ? { force: rounded(columns(last, 1, last.outputs)) } : {}),
    forceScaleN: Float32Array.from(problem.muscles, (muscle) => muscle.scaleN),
  };
}

export interface NetworkOutput {
  /** rows */
  readonly angleRad: Float32Array;
  /** rows x muscles, row-major */
  readonly forceN: Float32Array;
}

/**
 * What the network says to each row of features.
 *
 * @param features rows x inputs, row-major
 */
export function runNetwork(network: LocalNetwork, features: Float32Array): NetworkOutput {
  let signal = features;
  for (const layer of network.hidden) signal = apply(layer, signal, Math.tanh);
  const angleRad = apply(network.angle, signal, (value) => value);
  if (!network.force) return { angleRad, forceN: new Float32Array() };
  const forceN = apply(network.force, signal, softplus);
  const muscles = network.force.outputs;
  for (let at = 0; at < forceN.length; at++) forceN[at]! *= network.forceScaleN[at % muscles]!;
  return { angleRad, forceN };
}

/** Four rows share each weight that is read, and the processor adds for them side by side: twice as fast as one. */
function apply(layer: Dense, signal: Float32Array, activation: (value: number) => number): Float32Array {
  const { inputs, outputs, kernel, bias } = layer;
  const rows = signal.length / inputs;
  const answer = new Float32Array(rows * outputs);
  const weights = transposed(layer);
  const four = new Float64Array(4 * inputs);
  const [second, third, fourth] = [inputs, 2 * inputs, 3 * inputs];
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    four.set(signal.subarray(row * inputs, (row + 4) * inputs));
    for (let output = 0; output < outputs; output++) {
      let sum1 = bias[output]!;
      let sum2 = sum1;
      let sum3 = sum1;
      let sum4 = sum1;
      const start = output * inputs;
      for (let input = 0; input < inputs; input++) {
        const weight = weights[start + input]!;
        sum1 += weight * four[input]!;
        sum2 += weight * four[second + input]!;
        sum3 += weight * four[third + input]!;
        sum4 += weight * four[fourth + input]!;
      }
      const at = row * outputs + output;
      answer[at] = activation(sum1);
      answer[at + outputs] = activation(sum2);
      answer[at + 2 * outputs] = activation(sum3);
      answer[at + 3 * outputs] = activation(sum4);
    }
  }
  for (; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = bias[output]!;
      for (let input = 0; input < inputs; input++) {
        sum += kernel[input * outputs + output]! * signal[row * inputs + input]!;
      }
      answer[row * outputs + output] = activation(sum);
    }
  }
  return answer;
}

/** outputs x inputs, so that the weights of one output lie side by side; in float64, as the sums are. */
function transposed({ inputs, outputs, kernel }: Dense): Float64Array {
  const weights = new Float64Array(inputs * outputs);
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      weights[output * inputs + input] = kernel[input * outputs + output]!;
    }
  }
  return weights;
}

/** log(1 + e^x) without overflow. */
function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
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
