import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import { motionStencil, stencilRows } from '../../../physics/signals/index.ts';
import { columnsOfQuantity, type Quantity, quantities, type TrainingProblem } from '../../dataset/index.ts';
import type { NetworkShape } from '../../network/index.ts';
import type { Batch } from '../batch.ts';
import type { Kernel } from './kernel-module.ts';
import { coordinateScalars } from './layout.ts';
import { type MemoryPlan, planMemory } from './memory-plan.ts';

/**
 * Memory of a kernel: parameters and groups of stretches are written to it, sums and gradient read from it. It grows with the
 * longest stretch and is reused in every call.
 */
export class KernelMemory {
  /** Number of coefficients of a moment arm. */
  readonly powers: number;
  /** Column of the angle of each coordinate. */
  readonly angles: readonly number[];
  /** Number of linear outputs. */
  readonly linearCount: number;
  /** Index of the sum in which softplus outputs, the forces, count. */
  readonly softplusSum: number;
  readonly #kernel: Kernel;
  readonly #shape: NetworkShape;
  readonly #problem: TrainingProblem;
  #plan: MemoryPlan | undefined;
  #plannedRows = 0;
  #plannedStretches = 0;
  #floats = new Float32Array(0);
  #doubles = new Float64Array(0);

  /** @throws RangeError if an output is softplus and no force, or a force and not softplus */
  constructor(kernel: Kernel, shape: NetworkShape, problem: TrainingProblem) {
    this.#kernel = kernel;
    this.#shape = shape;
    this.#problem = problem;
    const { muscles, outputs } = problem;
    this.powers = Math.max(1, ...muscles.flatMap(({ momentArmsM }) => momentArmsM.map((arm) => arm.length)));
    this.angles = columnsOfQuantity(outputs, 'angle');
    this.linearCount = outputs.filter(({ activation }) => activation === 'linear').length;
    this.softplusSum = quantities.indexOf('force');
    for (const { name, quantity, activation } of outputs) {
      if ((quantity === 'force') === (activation === 'softplus')) continue;
      throw new RangeError(
        `the ${quantity} ${name} is ${activation}: the kernel has softplus for forces alone`,
      );
    }
  }

  /** Plans memory for groups of up to `rows` rows in up to `stretches` stretches. */
  planFor(rows: number, stretches: number): MemoryPlan {
    if (this.#plan && rows <= this.#plannedRows && stretches <= this.#plannedStretches) return this.#plan;
    this.#plannedRows = Math.max(rows, this.#plannedRows);
    this.#plannedStretches = Math.max(stretches, this.#plannedStretches);
    const { memory, roomStart } = this.#kernel;
    const coordinates = this.#problem.coordinates.length;
    const counts = { powers: this.powers, coordinates, sums: quantities.length };
    const sizes = [this.#plannedRows, this.#plannedStretches] as const;
    const plan = planMemory(roomStart.value, this.#shape, counts, ...sizes);
    const missing = plan.bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    this.#floats = new Float32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
    // The padding of matrices must be zero; nothing writes there.
    this.#floats.fill(0, Math.ceil(plan.start / 4));
    this.#writeConstants(plan);
    this.#plan = plan;
    return plan;
  }

  /**
   * Packs the parameters for the products, sets the sums to zero, and initialises the gradient with `decaySlope` times each
   * parameter.
   *
   * @returns the sum of the squared parameters
   */
  takeParameters(plan: MemoryPlan, parameters: Float32Array, decaySlope: number): number {
    const kernel = this.#kernel;
    const floats = this.#floats;
    const doubles = this.#doubles;
    doubles.fill(0, plan.sums / 8, plan.sums / 8 + quantities.length);
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

  takeGroup(plan: MemoryPlan, batch: Batch, first: number, stretches: number): void {
    const { inputs } = this.#shape;
    const outputs = this.#shape.outputs.length;
    const coordinates = this.#problem.coordinates.length;
    const start = first * batch.rowsPerStretch;
    const rows = stretches * batch.rowsPerStretch;
    const centres = coordinates * (batch.rowsPerStretch - (stencilRows - 1));
    const copy = (values: Float32Array, to: number, from: number, count: number) =>
      this.#floats.set(values.subarray(from, from + count), to / 4);
    copy(batch.inputs, plan.rawInputs, start * inputs, rows * inputs);
    copy(batch.labels, plan.labels, start * outputs, rows * outputs);
    copy(batch.labelWeight, plan.labelWeight, start * outputs, rows * outputs);
    copy(batch.residualWeight, plan.residualWeight, first * centres, stretches * centres);
    copy(batch.torqueNm, plan.torqueNm, first * centres, stretches * centres);
    copy(batch.dynamics, plan.dynamics, first * dynamicsLayout.length, stretches * dynamicsLayout.length);
    this.#kernel.padRows(plan.rawInputs, inputs, plan.inputs, plan.layers[0]!.paddedInputs, rows);
  }

  /** Sets to zero the slopes of rows that only fill the last tile. */
  emptySlopes(plan: MemoryPlan, fromRow: number, toRow: number): void {
    const start = plan.slopes / 4;
    this.#floats.fill(0, start + fromRow * plan.columns, start + toRow * plan.columns);
  }

  /** Sets the slope of the loss by each sum of squared errors. */
  setSumSlopes(plan: MemoryPlan, slopeOf: (quantity: Quantity) => number): void {
    for (const [at, quantity] of quantities.entries())
      this.#doubles[plan.sumSlopes / 8 + at] = slopeOf(quantity);
  }

  /** Weighted sum of squared errors of a quantity over all groups since `takeParameters`. */
  sumOf(plan: MemoryPlan, quantity: Quantity): number {
    return this.#doubles[plan.sums / 8 + quantities.indexOf(quantity)]!;
  }

  addGradientTo(plan: MemoryPlan, gradient: Float64Array): void {
    const start = plan.gradient / 8;
    for (let at = 0; at < plan.parameterCount; at++) gradient[at]! += this.#doubles[start + at]!;
  }

  #writeConstants(plan: MemoryPlan): void {
    const { coordinates, outputs, signals } = this.#problem;
    const stencils = [...motionStencil(1, signals.rateHz), ...motionStencil(2, signals.rateHz)];
    for (const [at, { rangeRad, limit }] of coordinates.entries()) {
      const { mean, deviation } = outputs[this.angles[at]!]!.scale;
      const scalars: Record<(typeof coordinateScalars)[number], number> = {
        meanRad: mean,
        deviationRad: deviation,
        lowestRad: rangeRad[0],
        highestRad: rangeRad[1],
        limitStiffnessNm: limit.stiffnessNm,
        limitSteepnessPerRad: limit.steepnessPerRad,
        limitUpperRad: limit.upperRad,
        limitLowerRad: limit.lowerRad,
      };
      const numbers = [...coordinateScalars.map((name) => scalars[name]), ...stencils];
      this.#doubles.set(numbers, plan.constants[at]! / 8);
    }
    this.#writeColumns(plan);
    this.#writeArms(plan);
  }

  /** Which columns are softplus, and which linear. */
  #writeColumns(plan: MemoryPlan): void {
    const whole = new Int32Array(this.#floats.buffer);
    let linear = plan.linear / 4;
    for (const [column, { activation, quantity }] of this.#problem.outputs.entries()) {
      if (activation === 'softplus') {
        whole[plan.isSoftplus / 4 + column] = -1;
        continue;
      }
      whole[linear++] = column;
      whole[linear++] = quantities.indexOf(quantity);
    }
  }

  /** Moment arms of all muscles about each coordinate, times the scale of the force. */
  #writeArms(plan: MemoryPlan): void {
    const { muscles, outputs } = this.#problem;
    const forces = columnsOfQuantity(outputs, 'force');
    for (const [muscle, { momentArmsM }] of muscles.entries()) {
      const column = forces[muscle]!;
      const { deviation } = outputs[column]!.scale;
      for (const [at, arm] of momentArmsM.entries()) {
        for (const [power, coefficient] of arm.entries()) {
          this.#floats[plan.arms[at]! / 4 + power * plan.columns + column] = coefficient * deviation;
        }
      }
    }
  }
}
