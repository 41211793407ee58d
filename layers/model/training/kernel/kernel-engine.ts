import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import { stencilRows } from '../../../physics/signals/index.ts';
import { type Quantity, quantities, quantityWeights, type TrainingProblem } from '../../dataset/index.ts';
import type { NetworkShape, WasmModule } from '../../network/index.ts';
import { chunkRows } from '../../network/index.ts';
import { type Batch, type LossCounts, widthsOf } from '../batch.ts';
import type { Engine, LabelledLoss, Loss, Objective } from '../engine.ts';
import { KernelMemory } from './kernel-memory.ts';
import { type Kernel, startKernel } from './kernel-module.ts';
import type { MemoryPlan } from './memory-plan.ts';

/**
 * The engine for CPUs: the loss of the tensor engine with a hand-written gradient, in WebAssembly with SIMD.
 *
 * @example
 * import { kernelEngine, kernelModule } from 'sarcomere/train';
 *
 * kernelEngine(kernelModule()).name; // => 'kernel'
 */
export function kernelEngine(module: WasmModule): Engine {
  return {
    name: 'kernel',
    backend: module.backend,
    objective: (shape, problem) => new KernelObjective(startKernel(module), shape, problem),
  };
}

/** Rows in a group, unless a stretch is longer: the activations of all layers stay in the second-level cache. */
const groupRows = 256;

/**
 * Computes a batch in groups of whole stretches: forward, loss and its slopes, backward. Slopes of the parameters are summed
 * in float32 within a group and in float64 over groups.
 */
class KernelObjective implements Objective {
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #problem: TrainingProblem;
  readonly #widths: Readonly<Record<Quantity, number>>;
  readonly #weights: Readonly<Record<Quantity, number>>;

  constructor(kernel: Kernel, shape: NetworkShape, problem: TrainingProblem) {
    this.#kernel = kernel;
    this.#memory = new KernelMemory(kernel, shape, problem);
    this.#problem = problem;
    this.#widths = widthsOf(problem.outputs);
    this.#weights = quantityWeights(problem.outputs);
  }

  evaluate(
    parameters: Float32Array,
    batch: Batch,
    counts: LossCounts,
    share: number,
    gradient?: Float64Array,
  ): Loss {
    const memory = this.#memory;
    const perGroup = Math.max(1, Math.floor(groupRows / batch.rowsPerStretch));
    const plan = memory.planFor(batch.rowsPerStretch * perGroup, perGroup);
    const { physicsWeight, weightDecay } = this.#problem.training;
    const hasPhysics = physicsWeight > 0 && counts.residual > 0;
    const decay = memory.takeParameters(plan, parameters, 2 * weightDecay * share);
    memory.setSumSlopes(plan, (quantity) => (2 * this.#weights[quantity]) / this.#labelsOf(counts, quantity));
    const residuals = this.#problem.coordinates.map(() => 0);
    for (let first = 0; first < batch.stretches; first += perGroup) {
      const stretches = Math.min(perGroup, batch.stretches - first);
      const rows = stretches * batch.rowsPerStretch;
      memory.takeGroup(plan, batch, first, stretches);
      this.#forward(plan, rows);
      this.#labelled(plan, rows);
      for (const at of hasPhysics ? residuals.keys() : []) {
        residuals[at]! += this.#residual(plan, batch, first, stretches, counts, at);
      }
      if (gradient) this.#backward(plan, rows);
    }
    if (gradient) memory.addGradientTo(plan, gradient);

    const labelled = Object.fromEntries(
      quantities.map((quantity) => [
        quantity,
        memory.sumOf(plan, quantity) / this.#labelsOf(counts, quantity),
      ]),
    ) as Record<keyof LabelledLoss, number>;
    const physics = residuals.reduce(
      (sum, residual, at) => sum + residual / this.#residualUnit(counts, at),
      0,
    );
    const ofLabels = quantities.reduce(
      (sum, quantity) => sum + this.#weights[quantity] * labelled[quantity],
      0,
    );
    const total = ofLabels + physicsWeight * physics + weightDecay * share * decay;
    return { total, ...labelled, physics };
  }

  /** Number of labels of a quantity, at least 1. */
  #labelsOf(counts: LossCounts, quantity: Quantity): number {
    return Math.max(counts[quantity] * this.#widths[quantity], 1);
  }

  /** Chunk by chunk through all layers; the signal of each layer is kept for the backward pass. */
  #forward(plan: MemoryPlan, rows: number): void {
    const kernel = this.#kernel;
    const last = plan.layers.at(-1);
    for (let row = 0; row < rows; row += chunkRows) {
      const count = fours(Math.min(chunkRows, rows - row));
      let below = plan.inputs;
      for (const layer of plan.layers) {
        const { panels, bias, signal, paddedInputs: inputs, paddedOutputs: outputs } = layer;
        const left = below + row * inputs * 4;
        const out = signal + row * outputs * 4;
        kernel.multiply(left, inputs * 4, panels, inputs, bias, out, outputs * 4, count, outputs);
        if (layer !== last) kernel.tanhAll(out, count * outputs);
        below = signal;
      }
    }
  }

  #labelled(plan: MemoryPlan, rows: number): void {
    const { softplusSum, linearCount } = this.#memory;
    this.#kernel.labelledLoss(
      plan.layers.at(-1)!.signal,
      rows,
      plan.columns,
      this.#problem.outputs.length,
      plan.isSoftplus,
      softplusSum,
      plan.linear,
      linearCount,
      plan.labels,
      plan.labelWeight,
      plan.sumSlopes,
      plan.softplus,
      plan.rise,
      plan.slopes,
      plan.sums,
    );
  }

  /** Squared scale of a coordinate's torque times the number of residuals of all coordinates. */
  #residualUnit({ residual }: LossCounts, coordinate: number): number {
    const { coordinates } = this.#problem;
    const { torqueScaleNm } = coordinates[coordinate]!;
    return torqueScaleNm ** 2 * Math.max(residual * coordinates.length, 1);
  }

  /** Sum of the squared residuals about one coordinate; their slopes are added to those of the labelled loss. */
  #residual(
    plan: MemoryPlan,
    batch: Batch,
    first: number,
    stretches: number,
    counts: LossCounts,
    coordinate: number,
  ): number {
    const { coordinates, training } = this.#problem;
    const rows = batch.rowsPerStretch;
    const centres = rows - (stencilRows - 1);
    const slope = (2 * training.physicsWeight) / this.#residualUnit(counts, coordinate);
    let sum = 0;
    for (let at = 0; at < stretches; at++) {
      const row = at * rows * plan.columns * 4;
      const place = at * coordinates.length + coordinate;
      sum += this.#kernel.residualLoss(
        rows,
        plan.layers.at(-1)!.signal + row,
        this.#memory.angles[coordinate]!,
        plan.softplus + row,
        plan.slopes + row,
        plan.columns,
        plan.arms[coordinate]!,
        this.#memory.powers,
        plan.dynamics + at * dynamicsLayout.length * 4,
        batch.torqueMeasured[first * coordinates.length + place]!,
        plan.residualWeight + place * centres * 4,
        plan.torqueNm + place * centres * 4,
        plan.constants[coordinate]!,
        slope,
        plan.room,
      );
    }
    return sum;
  }

  /** Chunk by chunk from the output back: slopes of the parameters, then of the signal of the layer before. */
  #backward(plan: MemoryPlan, rows: number): void {
    const kernel = this.#kernel;
    kernel.throughRise(plan.slopes, plan.rise, rows * plan.columns);
    this.#memory.emptySlopes(plan, rows, fours(rows));
    for (let row = 0; row < rows; row += chunkRows) {
      const count = fours(Math.min(chunkRows, rows - row));
      let slopes = plan.slopes + row * plan.columns * 4;
      for (let at = plan.layers.length - 1; at >= 0; at--) {
        const layer = plan.layers[at]!;
        const below = plan.layers[at - 1];
        const { transposed, paddedInputs: inputs, paddedOutputs: outputs } = layer;
        const signal = (below?.signal ?? plan.inputs) + row * inputs * 4;
        kernel.addSlopes(signal, inputs * 4, slopes, outputs * 4, count, layer.slopes, inputs, outputs);
        kernel.addRows(slopes, count, layer.biasSlopes, outputs);
        if (!below) break;
        const to = plan.chunkSlopes[at % 2]!;
        kernel.multiply(slopes, outputs * 4, transposed, outputs, plan.zeros, to, inputs * 4, count, inputs);
        kernel.throughTanh(to, signal, count * inputs);
        slopes = to;
      }
    }
    for (const { inputs, outputs, paddedOutputs, ...layer } of plan.layers) {
      const [kernelAt, biasAt] = [layer.kernelStart * 8, layer.biasStart * 8];
      kernel.drain(layer.slopes, paddedOutputs, plan.gradient + kernelAt, inputs, outputs);
      kernel.drain(layer.biasSlopes, paddedOutputs, plan.gradient + biasAt, 1, outputs);
    }
  }
}

function fours(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}
