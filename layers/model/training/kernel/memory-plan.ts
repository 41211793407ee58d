import { dynamicsLayout } from '../../../physics/biomechanics/index.ts';
import { chunkRows, layersOf, type NetworkShape } from '../../network/index.ts';
import { constantCount, residualRoom } from './layout.ts';

/** Addresses of one layer's numbers in the kernel's memory, in bytes; widths are padded to whole panels of eight. */
export interface LayerPlan {
  readonly inputs: number;
  readonly outputs: number;
  readonly paddedInputs: number;
  readonly paddedOutputs: number;
  /** Place of the kernel and the bias in the flat parameters, in numbers. */
  readonly kernelStart: number;
  readonly biasStart: number;
  readonly panels: number;
  readonly transposed: number;
  readonly bias: number;
  readonly slopes: number;
  readonly biasSlopes: number;
  /** Outputs of the layer, row by row. */
  readonly signal: number;
}

export type MemoryPlan = ReturnType<typeof planMemory>;

/**
 * Lays out a kernel's memory for groups of up to `rows` rows in up to `stretches` stretches.
 *
 * @param start first byte that may be used
 * @param powers coefficients of a moment arm
 * @param coordinates of the problem
 * @param sums quantities, each with a sum of squared errors
 */
export function planMemory(
  start: number,
  shape: NetworkShape,
  { powers, coordinates, sums }: { powers: number; coordinates: number; sums: number },
  rows: number,
  stretches: number,
) {
  let end = Math.ceil(start / 64) * 64 + 64;
  const take = (count: number, bytesEach: 4 | 8): number => {
    const first = end;
    // Room after each array: vectors of four may extend beyond its end.
    end = Math.ceil((first + count * bytesEach) / 64) * 64 + 64;
    return first;
  };
  const layers = layersOf(shape);
  const last = layers.at(-1)!;
  const parameters = last.biasStart + last.outputs;
  const paddedRows = Math.ceil(rows / 4) * 4;
  const widest = Math.max(...layers.flatMap(({ inputs, outputs }) => [padded(inputs), padded(outputs)]));
  const columns = padded(last.outputs);

  return {
    start,
    sums: take(sums, 8),
    sumSlopes: take(sums, 8),
    zeros: take(widest, 4),
    constants: Array.from({ length: coordinates }, () => take(constantCount, 8)),
    isSoftplus: take(columns, 4),
    linear: take(2 * columns, 4),
    arms: Array.from({ length: coordinates }, () => take(powers * columns, 4)),
    parameters: take(parameters, 4),
    gradient: take(parameters, 8),
    layers: layers.map(({ inputs, outputs, kernelStart, biasStart }): LayerPlan => {
      const weights = padded(inputs) * padded(outputs);
      return {
        inputs,
        outputs,
        kernelStart,
        biasStart,
        paddedInputs: padded(inputs),
        paddedOutputs: padded(outputs),
        panels: take(weights, 4),
        transposed: take(weights, 4),
        bias: take(padded(outputs), 4),
        slopes: take(weights, 4),
        biasSlopes: take(padded(outputs), 4),
        signal: take(paddedRows * padded(outputs), 4),
      };
    }),
    rawInputs: take(rows * shape.inputs, 4),
    inputs: take(paddedRows * padded(shape.inputs), 4),
    labels: take(rows * shape.outputs.length, 4),
    labelWeight: take(rows * shape.outputs.length, 4),
    residualWeight: take(rows * coordinates, 4),
    torqueNm: take(rows * coordinates, 4),
    dynamics: take(stretches * dynamicsLayout.length, 4),
    softplus: take(rows * columns, 4),
    rise: take(rows * columns, 4),
    slopes: take(paddedRows * columns, 4),
    chunkSlopes: [take(chunkRows * widest, 4), take(chunkRows * widest, 4)] as const,
    room: take(residualRoom(rows, columns), 8),
    columns,
    parameterCount: parameters,
    bytes: end,
  };
}

function padded(width: number): number {
  return Math.ceil(width / 8) * 8;
}
