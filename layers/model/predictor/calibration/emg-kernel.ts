import { solvePositive } from '../../../base/numbers/index.ts';
import type { OwnAngle } from './calibration.ts';

/** The part of an angle that depends on the likeness of the EMG to that of the calibration. */
export type KernelPart = Pick<OwnAngle, 'centres' | 'coefficientsRad'>;

/** Every centre costs one kernel for each predicted row. */
const mostCentres = 300;
/** Variance that the EMG does not explain, over the variance that it explains. */
const noise = 0.1;
/** Variance of a constant that is added to the angle, over the variance that the EMG explains. */
export const constantVariance = 0.3;
/** One radian of the model's angle counts like so many natural logarithms of EMG. */
const angleFactor = 4;

/**
 * Inputs of the kernel: those of the person, and the angle of the model behind them.
 *
 * @param inputs rows x inputs, row-major
 * @param modelRad one a row, rad
 * @returns rows x (inputs + 1), row-major
 */
export function kernelInputs(inputs: Float32Array, modelRad: ArrayLike<number>): Float32Array {
  const rows = modelRad.length;
  const width = rows === 0 ? 0 : inputs.length / rows;
  const all = new Float32Array(inputs.length + rows);
  for (let row = 0; row < rows; row++) {
    all.set(inputs.subarray(row * width, (row + 1) * width), row * (width + 1));
    all[row * (width + 1) + width] = angleFactor * modelRad[row]!;
  }
  return all;
}

/**
 * The mean of Gaussian processes with the covariance exp(-|a - b|^2 / w) + `constantVariance` and noise (Rasmussen and Williams,
 * Gaussian Processes for Machine Learning, 2006, equation 2.25), from at most 300 rows, evenly taken.
 *
 * @param inputs rows x w, row-major, as `kernelInputs` gives them
 * @param targets of each process, one a row
 * @returns the centres, and the coefficients of each process
 */
export function fitKernel(
  inputs: Float32Array,
  targets: readonly Float64Array[],
): { readonly centres: Float32Array; readonly coefficients: readonly Float64Array[] } {
  const rows = targets[0]!.length;
  const width = inputs.length / rows;
  const count = Math.min(mostCentres, rows);
  const taken = Array.from({ length: count }, (_, at) => Math.floor((at * rows) / count));
  const centres = new Float32Array(count * width);
  for (const [at, row] of taken.entries())
    centres.set(inputs.subarray(row * width, (row + 1) * width), at * width);
  const gram = new Float64Array(count ** 2);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++)
      gram[a * count + b] = likeness(centres, a * width, centres, b * width, width) + constantVariance;
    gram[a * count + a]! += noise;
  }
  const coefficients = targets.map((target) =>
    solvePositive(
      gram,
      Float64Array.from(taken, (row) => target[row]!),
    ),
  );
  return { centres, coefficients };
}

/**
 * sum_i c_i exp(-|z - z_i|^2 / w), one a row.
 *
 * @param inputs rows x w, row-major, as `kernelInputs` gives them
 */
export function kernelSums(
  { centres, coefficientsRad }: KernelPart,
  inputs: Float32Array,
  rows: number,
): Float64Array {
  const width = rows === 0 ? 0 : inputs.length / rows;
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let at = 0; at < coefficientsRad.length; at++)
      sum += coefficientsRad[at]! * likeness(inputs, row * width, centres, at * width, width);
    return sum;
  });
}

/** The kernel: 1 for equal rows, near 0 for rows that differ much. Distances grow with the number of inputs, and so does its reach. */
function likeness(a: Float32Array, aStart: number, b: Float32Array, bStart: number, width: number): number {
  let square = 0;
  for (let at = 0; at < width; at++) square += (a[aStart + at]! - b[bStart + at]!) ** 2;
  return Math.exp(-square / width);
}
