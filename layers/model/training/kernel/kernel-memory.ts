import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import { motionStencil, stencilRows } from '../../../physics/signals/index.ts';
import type { Problem } from '../../dataset/index.ts';
import type { NetworkShape } from '../../network/index.ts';
import type { Batch } from '../batch.ts';
import type { Kernel } from './kernel-module.ts';
import { problemScalars } from './layout.ts';
import { type MemoryPlan, planMemory } from './memory-plan.ts';

/**
 * Memory of a kernel: parameters and groups of segments are written to it, sums and gradient read from it. It grows with the
 * longest segment and is reused in every call.
 */
export class KernelMemory {
  /** Number of coefficients of a moment arm. */
  readonly powers: number;
  private readonly kernel: Kernel;
  private readonly shape: NetworkShape;
  private readonly problem: Problem;
  private plan: MemoryPlan | undefined;
  private plannedRows = 0;
  private plannedSegments = 0;
  private floats = new Float32Array(0);
  private doubles = new Float64Array(0);

  constructor(kernel: Kernel, shape: NetworkShape, problem: Problem) {
    this.kernel = kernel;
    this.shape = shape;
    this.problem = problem;
    this.powers = Math.max(1, ...problem.muscles.map((muscle) => muscle.momentArmM.length));
  }

  /** Plans memory for groups of up to `rows` rows in up to `segments` segments. */
  planFor(rows: number, segments: number): MemoryPlan {
    if (this.plan && rows <= this.plannedRows && segments <= this.plannedSegments) return this.plan;
    this.plannedRows = Math.max(rows, this.plannedRows);
    this.plannedSegments = Math.max(segments, this.plannedSegments);
    const { memory, roomStart } = this.kernel;
    const sizes = [this.powers, this.plannedRows, this.plannedSegments] as const;
    const plan = planMemory(roomStart.value, this.shape, ...sizes);
    const missing = plan.bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    // The padding of matrices must be zero; nothing writes there.
    this.floats.fill(0, Math.ceil(plan.start / 4));
    this.writeConstants(plan);
    this.plan = plan;
    return plan;
  }

  /**
   * Packs the parameters for the products, sets the sums to zero, and initialises the gradient with `decaySlope` times each
   * parameter.
   *
   * @returns the sum of the squared parameters
   */
  takeParameters(plan: MemoryPlan, parameters: Float32Array, decaySlope: number): number {
    const { kernel, floats, doubles } = this;
    doubles.fill(0, plan.sums / 8, plan.sums / 8 + 2);
    floats.set(parameters, plan.parameters / 4);
    for (const layer of plan.layers) {
      const { inputs, outputs, paddedInputs, paddedOutputs, kernelStart, biasStart } = layer;
      const weights = plan.parameters + kernelStart * 4;
      const biases = plan.parameters / 4 + biasStart;
      kernel.packPanels(weights, inputs, outputs, layer.panels, paddedInputs);
      kernel.packTransposed(weights, inputs, outputs, layer.transposed, paddedOutputs);
      floats.copyWithin(layer.bias / 4, biases, biases + outputs);
    }
    return kernel.startGradient(plan.parameters, plan.parameterCount, plan.gradient, decaySlope);
  }

  takeGroup(plan: MemoryPlan, batch: Batch, first: number, segments: number): void {
    const { inputs, muscles } = this.shape;
    const start = first * batch.rowsPerSegment;
    const rows = segments * batch.rowsPerSegment;
    const centres = batch.rowsPerSegment - (stencilRows - 1);
    const copy = (values: Float32Array, to: number, from: number, count: number) =>
      this.floats.set(values.subarray(from, from + count), to / 4);
    copy(batch.inputs, plan.rawInputs, start * inputs, rows * inputs);
    copy(batch.angle, plan.angle, start, rows);
    copy(batch.angleWeight, plan.angleWeight, start, rows);
    copy(batch.force, plan.force, start * muscles, rows * muscles);
    copy(batch.forceWeight, plan.forceWeight, start * muscles, rows * muscles);
    copy(batch.residualWeight, plan.residualWeight, first * centres, segments * centres);
    copy(batch.torqueNm, plan.torqueNm, first * centres, segments * centres);
    copy(batch.dynamics, plan.dynamics, first * dynamicsLayout.length, segments * dynamicsLayout.length);
    this.kernel.padRows(plan.rawInputs, inputs, plan.inputs, plan.layers[0]!.paddedInputs, rows);
  }

  /** Sets to zero the slopes of rows that only fill the last tile. */
  emptySlopes(plan: MemoryPlan, fromRow: number, toRow: number): void {
    const start = plan.slopes / 4;
    this.floats.fill(0, start + fromRow * plan.columns, start + toRow * plan.columns);
  }

  /** Weighted sums of squared errors over all groups since `takeParameters`. */
  sums(plan: MemoryPlan): { readonly angle: number; readonly force: number } {
    const at = plan.sums / 8;
    return { angle: this.doubles[at]!, force: this.doubles[at + 1]! };
  }

  addGradientTo(plan: MemoryPlan, gradient: Float64Array): void {
    const start = plan.gradient / 8;
    for (let at = 0; at < plan.parameterCount; at++) gradient[at]! += this.doubles[start + at]!;
  }

  private writeConstants(plan: MemoryPlan): void {
    const { problem, floats } = this;
    const { mean, deviation } = problem.angleScaleRad;
    const limit = problem.recordings.find((recording) => recording.dynamics)?.dynamics?.limit;
    const { stiffnessNm = 0, steepnessPerRad = 0, upperRad = 0, lowerRad = 0 } = limit ?? {};
    const [lowestRad, highestRad] = problem.angleRangeRad;
    const scalars: Record<(typeof problemScalars)[number], number> = {
      meanRad: mean,
      deviationRad: deviation,
      lowestRad,
      highestRad,
      limitStiffnessNm: stiffnessNm,
      limitSteepnessPerRad: steepnessPerRad,
      limitUpperRad: upperRad,
      limitLowerRad: lowerRad,
    };
    const { rateHz } = problem.signals;
    const stencils = [...motionStencil(1, rateHz), ...motionStencil(2, rateHz)];
    this.doubles.set([...problemScalars.map((name) => scalars[name]), ...stencils], plan.constants / 8);
    const isForce = new Int32Array(floats.buffer, plan.isForce, plan.columns);
    for (const [at, { momentArmM, scaleN }] of problem.muscles.entries()) {
      const column = 1 + at;
      isForce[column] = -1;
      for (const [power, coefficient] of momentArmM.entries()) {
        floats[plan.arms / 4 + power * plan.columns + column] = coefficient * scaleN;
      }
    }
  }
}
