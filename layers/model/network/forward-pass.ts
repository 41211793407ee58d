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
    const angleRad = new Float32Array(rows);
    const forceN = new Float32Array(rows * (outputs - 1));
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
      if (outputs > 1) forward.scaledForces(last.signal, whole, last.columns, plan.isForce, plan.scales);
      this.#read(last, row, count, angleRad, forceN);
    }
    return { angleRad, forceN };
  }

  #read(
    { signal, columns }: PlannedLayer,
    row: number,
    count: number,
    angleRad: Float32Array,
    forceN: Float32Array,
  ): void {
    const muscles = forceN.length / angleRad.length;
    let from = signal / 4;
    for (let to = row; to < row + count; to++, from += columns) {
      angleRad[to] = this.#floats[from]!;
      for (let at = 0; at < muscles; at++) forceN[to * muscles + at] = this.#floats[from + 1 + at]!;
    }
  }

  /** Packs the parameters for the products. The angle and the forces are one last layer. */
  #planFor({ hidden, angle, force, forceScaleN }: LocalNetwork): ForwardPlan {
    const widths = [...hidden, { inputs: angle.inputs, outputs: 1 + (force?.outputs ?? 0) }];
    const start = Math.ceil(this.#forward.roomStart.value / 16) * 16;
    let at = start;
    const take = (numbers: number) => {
      const place = at;
      at += Math.ceil(numbers / 4) * 16;
      return place;
    };
    const layers = widths.map(({ inputs, outputs }): PlannedLayer => {
      const columns = Math.ceil(outputs / 8) * 8;
      return {
        depth: inputs,
        columns,
        panels: take(inputs * columns),
        bias: take(columns),
        signal: take(chunkRows * columns),
      };
    });
    const { inputs } = widths[0]!;
    const { outputs } = widths.at(-1)!;
    const { columns } = layers.at(-1)!;
    const plan = {
      layers,
      inputs,
      outputs,
      features: take(chunkRows * inputs),
      isForce: take(columns),
      scales: take(columns),
    };
    this.#growTo(at);
    // The padding of panels must be zero.
    this.#floats.fill(0, start / 4, at / 4);
    for (const [index, layer] of hidden.entries()) this.#pack(layer, layers[index]!, 0);
    this.#pack(angle, layers.at(-1)!, 0);
    if (force) this.#pack(force, layers.at(-1)!, 1);
    this.#floats.set(forceScaleN, plan.scales / 4 + 1);
    this.#masks.fill(-1, plan.isForce / 4 + 1, plan.isForce / 4 + outputs);
    return plan;
  }

  /** Packs the kernel of a layer into panels of eight columns, from the column `first` on. */
  #pack(layer: Dense, { panels, bias, depth }: PlannedLayer, first: number): void {
    const floats = this.#floats;
    for (let output = 0; output < layer.outputs; output++) {
      const column = first + output;
      let to = panels / 4 + (column >> 3) * depth * 8 + (column & 7);
      for (let from = output; from < layer.kernel.length; from += layer.outputs, to += 8) {
        floats[to] = layer.kernel[from]!;
      }
    }
    floats.set(layer.bias, bias / 4 + first);
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
  /** The angle and the muscles. */
  readonly outputs: number;
  readonly features: number;
  readonly isForce: number;
  readonly scales: number;
}
