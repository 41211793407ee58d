import type { LayerLayout } from '../../network/index.ts';
import type { Kernel } from '../kernel/kernel-module.ts';
import { Side } from './side.ts';
import type { TakeRoom } from './take-room.ts';

const momentum = 0.95;
const squaresKept = 0.95;
const epsilon = 1e-8;
/** Steps between two updates of the bases. */
const turnEvery = 20;

/**
 * SOAP for one layer. Its kernel and bias together are a matrix of (inputs + 1) x outputs, as in the flat parameters. All
 * matrices are float32 in the kernel's memory, padded with zeros to whole panels of eight.
 */
export class LayerSoap {
  private readonly kernel: Kernel;
  private readonly layer: LayerLayout;
  private readonly inputs: Side;
  private readonly outputs: Side;
  private readonly gradient: number;
  private readonly transposed: number;
  private readonly mean: number;
  private readonly square: number;
  private readonly half: number;
  private readonly whole: number;
  private readonly zeros: number;

  constructor(kernel: Kernel, layer: LayerLayout, take: TakeRoom) {
    this.kernel = kernel;
    this.layer = layer;
    this.inputs = new Side(kernel, layer.inputs + 1, take);
    this.outputs = new Side(kernel, layer.outputs, take);
    const room = () => take(this.inputs.padded * this.outputs.padded);
    this.gradient = room();
    this.transposed = room();
    this.mean = room();
    this.square = room();
    this.half = room();
    this.whole = room();
    this.zeros = take(this.outputs.padded);
  }

  start(floats: Float32Array): void {
    this.inputs.start(floats);
    this.outputs.start(floats);
  }

  /** One step down, in place. @param steps number of this step, from 1 */
  step(
    floats: Float32Array,
    parameters: Float64Array,
    gradient: Float64Array,
    learningRate: number,
    steps: number,
  ): void {
    const { inputs, outputs, layer } = this;
    this.takeGradient(floats, gradient);
    inputs.learn(floats, this.transposed, outputs.padded);
    outputs.learn(floats, this.gradient, inputs.padded);
    if (steps === 1) this.turn(floats);
    else if (steps % turnEvery === 0) this.turnWithMean(floats);

    this.into(floats, this.gradient, this.whole);
    this.adam(floats, steps);
    this.outOf(floats, this.whole, this.gradient);
    let to = layer.kernelStart;
    for (let row = 0; row <= layer.inputs; row++) {
      const from = this.gradient / 4 + row * outputs.padded;
      for (let column = 0; column < layer.outputs; column++) {
        parameters[to++]! -= learningRate * floats[from + column]!;
      }
    }
  }

  /** Pieces of memory for a checkpoint: first byte and number of float32. */
  state(): readonly (readonly [number, number])[] {
    const { inputs, outputs } = this;
    const moments = inputs.padded * outputs.padded;
    const ofSide = ({ isTurned, statistics, basis, padded }: Side) =>
      isTurned ? [[statistics, padded ** 2] as const, [basis, padded ** 2] as const] : [];
    return [...ofSide(inputs), ...ofSide(outputs), [this.mean, moments], [this.square, moments]];
  }

  /** Must be called after the state was restored. */
  restored(floats: Float32Array): void {
    this.inputs.pack(floats);
    this.outputs.pack(floats);
  }

  private takeGradient(floats: Float32Array, gradient: Float64Array): void {
    const { layer, inputs, outputs } = this;
    let from = layer.kernelStart;
    for (let row = 0; row <= layer.inputs; row++) {
      for (let column = 0; column < layer.outputs; column++) {
        const slope = gradient[from++]!;
        floats[this.gradient / 4 + row * outputs.padded + column] = slope;
        floats[this.transposed / 4 + column * inputs.padded + row] = slope;
      }
    }
  }

  /** Adam in the rotated basis: replaces the gradient in `whole` by the step. */
  private adam(floats: Float32Array, steps: number): void {
    const [whole, mean, square] = [this.whole / 4, this.mean / 4, this.square / 4];
    const stride = 1 / (1 - momentum ** steps);
    const spread = 1 / Math.sqrt(1 - squaresKept ** steps);
    for (let at = 0; at < this.inputs.padded * this.outputs.padded; at++) {
      const slope = floats[whole + at]!;
      const first = momentum * floats[mean + at]! + (1 - momentum) * slope;
      const second = squaresKept * floats[square + at]! + (1 - squaresKept) * slope * slope;
      floats[mean + at] = first;
      floats[square + at] = second;
      floats[whole + at] = (stride * first) / (spread * Math.sqrt(second) + epsilon);
    }
  }

  private turn(floats: Float32Array): void {
    this.inputs.turn(floats);
    this.outputs.turn(floats);
  }

  /** The running mean of the gradients is kept in the rotated basis, so it is rotated too. */
  private turnWithMean(floats: Float32Array): void {
    this.outOf(floats, this.mean, this.whole);
    this.turn(floats);
    this.into(floats, this.whole, this.mean);
  }

  /** to = basis of the inputs^T x from x basis of the outputs */
  private into(floats: Float32Array, from: number, to: number): void {
    this.between(floats, from, to, this.inputs.basis, this.outputs.panels);
  }

  /** to = basis of the inputs x from x basis of the outputs^T */
  private outOf(floats: Float32Array, from: number, to: number): void {
    this.between(floats, from, to, this.inputs.turned, this.outputs.turnedPanels);
  }

  /** to = left^T x from x right; a side without a basis counts as the identity. */
  private between(floats: Float32Array, from: number, to: number, left: number, right: number): void {
    const { kernel, half, zeros, inputs, outputs } = this;
    const [rows, columns] = [inputs.padded, outputs.padded];
    const size = rows * columns;
    if (inputs.isTurned) {
      floats.fill(0, half / 4, half / 4 + size);
      kernel.addSlopes(left, rows * 4, from, columns * 4, rows, half, rows, columns);
    } else floats.copyWithin(half / 4, from / 4, from / 4 + size);
    if (outputs.isTurned) {
      kernel.multiply(half, columns * 4, right, columns, zeros, to, columns * 4, rows, columns);
    } else floats.copyWithin(to / 4, half / 4, half / 4 + size);
  }
}
