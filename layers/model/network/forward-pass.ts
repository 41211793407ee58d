import { chunkRows } from './chunk-rows.ts';
import { forwardWasm } from './forward.wasm.ts';
import type { Dense, LocalNetwork, NetworkOutput } from './local-network.ts';
import type { MatrixKernel } from './matrix-kernel.ts';
import { compileWasm, webAssembly } from './wasm-module.ts';

/** Exports of `assembly/forward.ts`, documented there; pointers in bytes. */
interface Forward extends MatrixKernel {
  scaledForces(values: number, rows: number, columns: number, isForce: number, scales: number): void;
}

/**
 * Runs trained networks in WebAssembly SIMD, float32. The outputs for a row do not depend on the other rows.
 * All networks use the same memory in turn, which grows with the largest.
 */
export class ForwardPass {
  readonly backend: string;
  readonly #forward: Forward;
  #floats: Float32Array;
  #masks: Int32Array;

  constructor(wanted: 'best' | 'plain' = 'best') {
    const { module, backend } = compileWasm(forwardWasm, wanted);
    this.backend = backend;
    this.#forward = new webAssembly.Instance(module).exports as unknown as Forward;
    this.#floats = new Float32Array(this.#forward.memory.buffer);
    this.#masks = new Int32Array(this.#forward.memory.buffer);
  }

  /** @param features rows x inputs, row-major */
  run(network: LocalNetwork, features: Float32Array): NetworkOutput {
    const forward = this.#forward;
    const plan = this.#planFor(network);
    const { layers, inputs, outputs } = plan;
    const rows = features.length / inputs;
    const values = new Float32Array(rows * outputs);
    const last = layers.at(-1)!;
    for (let row = 0; row < rows; row += chunkRows) {
      const count = Math.min(chunkRows, rows - row);
      // Tiles have four rows; results for the surplus rows of the last tile are not read.
      const whole = Math.ceil(count / 4) * 4;
      this.#floats.set(features.subarray(row * inputs, (row + count) * inputs), plan.features / 4);
      let left = plan.features;
      let stride = inputs * 4;
      for (const { panels, bias, depth, columns, signal } of layers) {
        forward.multiply(left, stride, panels, depth, bias, signal, columns * 4, whole, columns);
        if (signal !== last.signal) forward.tanhAll(signal, whole * columns);
        left = signal;
        stride = columns * 4;
      }
      if (plan.hasSoftplus)
        forward.scaledForces(last.signal, whole, last.columns, plan.isSoftplus, plan.scales);
      this.#read(last, row, count, values, outputs);
    }
    return { values, outputs };
  }

  /** Copies the outputs of a chunk, without the padding of its columns. */
  #read(
    { signal, columns }: PlannedLayer,
    row: number,
    count: number,
    values: Float32Array,
    outputs: number,
  ): void {
    const floats = this.#floats;
    let from = signal / 4;
    for (let to = row * outputs; to < (row + count) * outputs; to += outputs, from += columns) {
      for (let at = 0; at < outputs; at++) values[to + at] = floats[from + at]!;
    }
  }

  /** Packs the parameters for the products. */
  #planFor({ hidden, last, outputs: forms }: LocalNetwork): ForwardPlan {
    const all = [...hidden, last];
    const start = Math.ceil(this.#forward.roomStart.value / 16) * 16;
    let at = start;
    const take = (numbers: number) => {
      const place = at;
      at += Math.ceil(numbers / 4) * 16;
      return place;
    };
    const layers = all.map(({ inputs, outputs }): PlannedLayer => {
      const columns = Math.ceil(outputs / 8) * 8;
      return {
        depth: inputs,
        columns,
        panels: take(inputs * columns),
        bias: take(columns),
        signal: take(chunkRows * columns),
      };
    });
    const { inputs } = all[0]!;
    const { columns } = layers.at(-1)!;
    const plan = {
      layers,
      inputs,
      outputs: last.outputs,
      features: take(chunkRows * inputs),
      hasSoftplus: forms.some(({ activation }) => activation === 'softplus'),
      isSoftplus: take(columns),
      scales: take(columns),
    };
    this.#growTo(at);
    // The padding of the last layer is computed too, and not read.
    this.#floats.fill(0, plan.scales / 4, plan.scales / 4 + columns);
    this.#masks.fill(0, plan.isSoftplus / 4, plan.isSoftplus / 4 + columns);
    for (const [index, layer] of all.entries()) pack(layer, layers[index]!, this.#floats);
    for (const [column, form] of forms.entries()) {
      if (form.activation !== 'softplus') continue;
      this.#floats[plan.scales / 4 + column] = form.scale;
      this.#masks[plan.isSoftplus / 4 + column] = -1;
    }
    return plan;
  }

  #growTo(bytes: number): void {
    const { memory } = this.#forward;
    const missing = bytes - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / 65_536));
    this.#floats = new Float32Array(memory.buffer);
    this.#masks = new Int32Array(memory.buffer);
  }
}

/** Packs the parameters of a layer into panels of eight columns. The padding of the last panel is zero. */
function pack(
  { outputs, kernel, bias: own }: Dense,
  { panels, bias, depth, columns }: PlannedLayer,
  floats: Float32Array,
): void {
  if (outputs < columns) {
    floats.fill(0, panels / 4 + (columns - 8) * depth, panels / 4 + columns * depth);
    floats.fill(0, bias / 4, bias / 4 + columns);
  }
  let to = panels / 4;
  for (let first = 0; first < outputs; first += 8) {
    const width = Math.min(8, outputs - first);
    for (let row = 0, from = first; row < depth; row++, from += outputs, to += 8) {
      if (width === 8) copyEight(kernel, from, floats, to);
      else for (let at = 0; at < width; at++) floats[to + at] = kernel[from + at]!;
    }
  }
  floats.set(own, bias / 4);
}

/** Written out: predictions of a few rows spend most of their time here, and a loop takes three times as long. */
function copyEight(source: Float32Array, from: number, target: Float32Array, to: number): void {
  target[to] = source[from]!;
  target[to + 1] = source[from + 1]!;
  target[to + 2] = source[from + 2]!;
  target[to + 3] = source[from + 3]!;
  target[to + 4] = source[from + 4]!;
  target[to + 5] = source[from + 5]!;
  target[to + 6] = source[from + 6]!;
  target[to + 7] = source[from + 7]!;
}

interface PlannedLayer {
  readonly depth: number;
  /** Outputs, padded to whole panels. */
  readonly columns: number;
  readonly panels: number;
  readonly bias: number;
  /** Outputs of the layer for one chunk of rows. */
  readonly signal: number;
}

interface ForwardPlan {
  readonly layers: readonly PlannedLayer[];
  readonly inputs: number;
  readonly outputs: number;
  readonly features: number;
  readonly hasSoftplus: boolean;
  /** A mask for each column of the last layer. */
  readonly isSoftplus: number;
  readonly scales: number;
}
