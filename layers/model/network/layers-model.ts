import type { Dense, LocalNetwork, OutputForm } from './local-network.ts';

/** `model.json` and `weights.bin` of a TensorFlow.js layers model. */
export interface LayersModel {
  readonly model: LayersModelJson;
  readonly weights: Uint8Array;
}

export interface LayersModelJson {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly dtype: string;
    }[];
  }[];
  readonly userDefinedMetadata: unknown;
}

/**
 * A network as a standard TensorFlow.js layers model, which `tf.loadLayersModel` opens. Its outputs are `angle` (rad), of the first
 * linear outputs of the network, `force` (N), of those with softplus, and `torque` (N m), of the linear ones after them.
 *
 * @throws Error if the first output is not linear, or one with softplus stands after a torque
 *
 * @example
 * import { toLayersModel } from 'sarcomere/train';
 *
 * const layer = (inputs, outputs, weight) => ({
 *   inputs,
 *   outputs,
 *   kernel: new Float32Array(inputs * outputs).fill(weight),
 *   bias: new Float32Array(outputs),
 * });
 * const network = { hidden: [layer(2, 1, 0.5)], last: layer(1, 1, 1), outputs: [{ activation: 'linear' }] };
 * const { model, weights } = toLayersModel(network, { study: 'mine' });
 * weights.byteLength; // => 20
 * model.weightsManifest[0].weights.map(({ name }) => name); // => ['hidden_1/kernel', 'hidden_1/bias', 'angle/kernel', 'angle/bias']
 */
export function toLayersModel(network: LocalNetwork, metadata: unknown): LayersModel {
  const { angle, force, forceScaleN, torque } = partsOf(network);
  const tensors: { name: string; shape: number[]; values: Float32Array }[] = [];
  const keep = (name: string, layer: Dense) => {
    tensors.push({ name: `${name}/kernel`, shape: [layer.inputs, layer.outputs], values: layer.kernel });
    tensors.push({ name: `${name}/bias`, shape: [layer.outputs], values: layer.bias });
  };
  const layers: unknown[] = [inputLayer(network.hidden[0]!.inputs)];
  let before = 'features';
  for (const [at, layer] of network.hidden.entries()) {
    const name = `hidden_${at + 1}`;
    layers.push(denseLayer(name, layer.outputs, 'tanh', true, before));
    keep(name, layer);
    before = name;
  }
  layers.push(denseLayer('angle', angle.outputs, 'linear', true, before));
  keep('angle', angle);
  const outputs = ['angle'];
  if (force) {
    const muscles = force.outputs;
    layers.push(denseLayer('force_share', muscles, 'softplus', true, before));
    keep('force_share', force);
    layers.push(denseLayer('force', muscles, 'linear', false, 'force_share'));
    tensors.push({ name: 'force/kernel', shape: [muscles, muscles], values: diagonal(forceScaleN) });
    outputs.push('force');
  }
  if (torque) {
    layers.push(denseLayer('torque', torque.outputs, 'linear', true, before));
    keep('torque', torque);
    outputs.push('torque');
  }

  return {
    model: {
      format: 'layers-model',
      generatedBy: 'Sarcomere',
      convertedBy: null,
      modelTopology: {
        class_name: 'Model',
        config: {
          name: 'local_model',
          layers,
          input_layers: [['features', 0, 0]],
          output_layers: outputs.map((name) => [name, 0, 0]),
        },
        keras_version: 'tfjs-layers 4.22.0',
        backend: 'tensor_flow.js',
      },
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: tensors.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
        },
      ],
      userDefinedMetadata: metadata,
    },
    weights: concatBytes(tensors.map(({ values }) => values)),
  };
}

/**
 * Limit of a parameter's magnitude. Sums of 512 products of such a parameter with a tanh, times a force scale, still fit a
 * 32-bit float, so that no network outputs infinity. Trained parameters stay below some thousands.
 */
export const largestParameter = 1e9;

/**
 * The network that `toLayersModel` wrote.
 *
 * @throws Error if names, types, shapes or length do not fit, or a parameter is not finite or above the limit
 */
export function fromLayersModel({
  model,
  weights,
}: {
  readonly model: Pick<LayersModelJson, 'weightsManifest'>;
  readonly weights: Uint8Array;
}): LocalNetwork {
  const entries = model.weightsManifest.flatMap((group) => group.weights);
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>();
  // Not `slice`: a Node Buffer would share its memory, at an offset that a Float32Array may not accept.
  const bytes = Uint8Array.from(weights);
  let offset = 0;
  for (const { name, shape, dtype } of entries) {
    if (tensors.has(name)) throw new Error(`${name} is listed twice`);
    if (dtype !== 'float32') throw new Error(`${name} has the type ${dtype}, not float32`);
    const size = shape.reduce((product, length) => product * length, 1);
    if (offset + size * 4 > bytes.byteLength) throw new Error(`weights.bin ends within ${name}`);
    const values = new Float32Array(bytes.buffer, offset, size);
    if (!values.every(Number.isFinite)) throw new Error(`a parameter of ${name} is not a finite number`);
    if (values.some((value) => Math.abs(value) > largestParameter))
      throw new Error(`a parameter of ${name} is larger than ${largestParameter}`);
    tensors.set(name, { shape, values });
    offset += size * 4;
  }
  if (offset !== bytes.byteLength) throw new Error('weights.bin is longer than model.json says');
  const dense = (name: string): Dense => {
    const kernel = tensors.get(`${name}/kernel`);
    const bias = tensors.get(`${name}/bias`);
    const [inputs, outputs] = kernel?.shape ?? [];
    const isWhole = kernel?.shape.length === 2 && bias?.values.length === outputs;
    if (!isWhole || !kernel || !bias || inputs === undefined || outputs === undefined) {
      throw new Error(`layer ${name} is missing or has the wrong shape`);
    }
    return { inputs, outputs, kernel: kernel.values, bias: bias.values };
  };
  const hidden: Dense[] = [];
  while (tensors.has(`hidden_${hidden.length + 1}/kernel`)) hidden.push(dense(`hidden_${hidden.length + 1}`));
  const angle = dense('angle');
  const chain = [...hidden, angle];
  if (chain.some((layer, at) => at > 0 && layer.inputs !== chain[at - 1]!.outputs)) {
    throw new Error('the sizes of the layers do not match');
  }
  const heads = ['force_share', 'torque'].filter((name) => tensors.has(`${name}/kernel`));
  const layers = hidden.length + 1 + heads.length + (heads.includes('force_share') ? 0.5 : 0);
  if (tensors.size !== 2 * layers) throw new Error('the model has unknown layers');
  const parts = [angle, ...heads.map(dense)];
  if (parts.some(({ inputs }) => inputs !== angle.inputs))
    throw new Error('the sizes of the layers do not match');
  const outputs = ['angle', ...heads].map((name, at) =>
    name === 'force_share' ? forcesOf(parts[at]!, tensors.get('force/kernel')) : linears(parts[at]!.outputs),
  );
  return { hidden, last: parts.reduce(sideBySide), outputs: outputs.flat() };
}

function linears(count: number): OutputForm[] {
  return new Array<OutputForm>(count).fill({ activation: 'linear' });
}

/** @param scale a diagonal matrix */
function forcesOf(force: Dense, scale: { readonly values: Float32Array } | undefined): OutputForm[] {
  if (scale?.values.length !== force.outputs ** 2)
    throw new Error('layer force is missing or has the wrong shape');
  const softplus = Array.from({ length: force.outputs }, (_, at) => ({
    activation: 'softplus' as const,
    scale: scale.values[at * force.outputs + at]!,
  }));
  if (!softplus.every((output) => output.scale > 0)) throw new Error('a force scale is not positive');
  return softplus;
}

/** The last layer of a network as the file has it: angles, forces with their scales, and torques. */
function partsOf({ last, outputs }: LocalNetwork) {
  const isForce = outputs.map(({ activation }) => activation === 'softplus');
  const firstForce = isForce.includes(true) ? isForce.indexOf(true) : outputs.length;
  const afterForces = isForce.lastIndexOf(true) + 1 || outputs.length;
  const areTogether = isForce.slice(firstForce, afterForces).every((one) => one);
  if (firstForce === 0 || !areTogether)
    throw new Error(
      'a network for a file has angles first, one or more, then forces with softplus side by side, then torques',
    );
  const part = (from: number, to: number) => (from < to ? columnsOf(last, from, to) : undefined);
  return {
    angle: columnsOf(last, 0, firstForce),
    force: part(firstForce, afterForces),
    forceScaleN: Float32Array.from(
      outputs.flatMap((output) => (output.activation === 'softplus' ? [output.scale] : [])),
    ),
    torque: part(afterForces, last.outputs),
  };
}

/** Columns `from` to `to`, exclusive. */
function columnsOf({ inputs, outputs: width, kernel, bias }: Dense, from: number, to: number): Dense {
  const outputs = to - from;
  const part = new Float32Array(inputs * outputs);
  for (let row = 0; row < inputs; row++)
    part.set(kernel.subarray(row * width + from, row * width + to), row * outputs);
  return { inputs, outputs, kernel: part, bias: bias.slice(from, to) };
}

/** Two layers of the same inputs as one. */
function sideBySide(left: Dense, right: Dense): Dense {
  const outputs = left.outputs + right.outputs;
  const kernel = new Float32Array(left.inputs * outputs);
  for (let row = 0; row < left.inputs; row++) {
    kernel.set(left.kernel.subarray(row * left.outputs, (row + 1) * left.outputs), row * outputs);
    kernel.set(
      right.kernel.subarray(row * right.outputs, (row + 1) * right.outputs),
      row * outputs + left.outputs,
    );
  }
  return { inputs: left.inputs, outputs, kernel, bias: Float32Array.of(...left.bias, ...right.bias) };
}

function inputLayer(width: number) {
  return {
    class_name: 'InputLayer',
    config: { batch_input_shape: [null, width], dtype: 'float32', sparse: false, name: 'features' },
    name: 'features',
    inbound_nodes: [],
  };
}

function denseLayer(name: string, units: number, activation: string, useBias: boolean, before: string) {
  return {
    class_name: 'Dense',
    config: { name, trainable: true, units, activation, use_bias: useBias, dtype: 'float32' },
    name,
    inbound_nodes: [[[before, 0, 0, {}]]],
  };
}

function diagonal(values: Float32Array): Float32Array {
  const matrix = new Float32Array(values.length ** 2);
  for (const [at, value] of values.entries()) matrix[at * values.length + at] = value;
  return matrix;
}

function concatBytes(arrays: readonly Float32Array[]): Uint8Array {
  const size = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += array.byteLength;
  }
  return bytes;
}
