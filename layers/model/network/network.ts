import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A fully connected network: tanh hidden layers, then outputs with an activation each. */
export interface NetworkShape {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: readonly ('linear' | 'softplus')[];
}

/** Place of one layer in the flat parameter vector: kernel (inputs x outputs, row-major), then bias. */
export interface LayerLayout {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernelStart: number;
  readonly biasStart: number;
}

/** Layers from the input to the output, whose columns are the outputs. */
export function layersOf(shape: NetworkShape): LayerLayout[] {
  const widths = [shape.inputs, ...shape.hidden, shape.outputs.length];
  const layers: LayerLayout[] = [];
  let start = 0;
  for (let at = 0; at + 1 < widths.length; at++) {
    const inputs = widths[at]!;
    const outputs = widths[at + 1]!;
    layers.push({ inputs, outputs, kernelStart: start, biasStart: start + inputs * outputs });
    start += (inputs + 1) * outputs;
  }
  return layers;
}

export function parameterCount(shape: NetworkShape): number {
  const last = layersOf(shape).at(-1)!;
  return last.biasStart + last.outputs;
}

/** Initial parameters: uniform kernels of Glorot & Bengio 2010 (for tanh), zero biases. The same seed gives the same bytes. */
export function initialParameters(shape: NetworkShape, seed: number): Float64Array {
  const random = xoroshiro128plus(seed);
  const parameters = new Float64Array(parameterCount(shape));
  for (const { inputs, outputs, kernelStart, biasStart } of layersOf(shape)) {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let at = kernelStart; at < biasStart; at++) {
      parameters[at] = Math.fround((2 * uniformFloat64(random) - 1) * limit);
    }
  }
  return parameters;
}
