import { emgColumns } from '../../preparation/name-inputs.ts';
import { solvePositive } from '../baselines/solve-positive.ts';
import { contextColumns } from '../context/seen-context.ts';
import type { GlobalModel } from '../global-model.ts';

/**
 * By how much the angle is off at such EMG: the mean of a Gaussian process with a squared exponential kernel. Far from all
 * EMG of the calibration it is 0, and the model stands as it is.
 */
export interface EmgResidual {
  /** Which of the model's inputs it looks at. */
  readonly columns: readonly number[];
  /** EMG of the calibration, each as those inputs. */
  readonly centres: readonly (readonly number[])[];
  /** One a centre, rad. */
  readonly weightsRad: readonly number[];
  /** One a column, in the column's unit: EMG that differs by so much in one of them shares e^(-1/2) of a residual. */
  readonly reach: readonly number[];
}

/** Each costs a prediction one kernel a row. */
const mostCentres = 300;
/** Of the range that an input has over the study's training rows. */
const unitShare = 0.2;
/** Squared reach, in units, for each input: with more of them everything lies further apart. */
const squaredReachAnInput = 1.5;
/** Variance of what EMG does not explain, of that which it does. */
const noise = 0.3;

/**
 * @param inputs rows x inputs, of the calibration
 * @param leftRad what the model is off by, one a row; rad
 * @param from first row that is of use
 */
export function fitEmgResidual(
  { inputNames, inputRanges }: Pick<GlobalModel, 'inputNames' | 'inputRanges'>,
  inputs: Float32Array,
  leftRad: ArrayLike<number>,
  from: number,
): EmgResidual {
  const slow = new Set(contextColumns(inputNames));
  const columns = emgColumns(inputNames).filter((column) => !slow.has(column));
  const reach = columns.map((column) => {
    const [least, most] = inputRanges[column]!;
    return unitShare * Math.max(most - least, 1e-6) * Math.sqrt(squaredReachAnInput * columns.length);
  });
  const step = Math.max(1, (leftRad.length - from) / mostCentres);
  const rows: number[] = [];
  for (let row = from; row < leftRad.length; row += step) rows.push(Math.floor(row));
  const width = inputNames.length;
  const centres = rows.map((row) => columns.map((column) => shortened(inputs[row * width + column]!)));
  const left = Float64Array.from(rows, (row) => leftRad[row]!);
  const gram = new Float64Array(rows.length ** 2);
  for (let a = 0; a < rows.length; a++) {
    for (let b = 0; b <= a; b++) gram[a * rows.length + b] = likeness(centres[a]!, centres[b]!, reach);
    gram[a * rows.length + a]! += noise;
  }
  return { columns, centres, weightsRad: [...solvePositive(gram, left)], reach };
}

/** One a row, rad. @param inputs rows x inputs */
export function emgResidualRad(
  { columns, centres, weightsRad, reach }: EmgResidual,
  inputs: Float32Array,
  width: number,
): Float64Array {
  const own = new Array<number>(columns.length);
  return Float64Array.from({ length: inputs.length / width }, (_, row) => {
    for (const [at, column] of columns.entries()) own[at] = inputs[row * width + column]!;
    return centres.reduce((sum, centre, at) => sum + weightsRad[at]! * likeness(own, centre, reach), 0);
  });
}

/** 1 for the same EMG, 0 for EMG that is far from alike. */
function likeness(a: readonly number[], b: readonly number[], reach: readonly number[]): number {
  let square = 0;
  for (let at = 0; at < reach.length; at++) {
    const distance = (a[at]! - b[at]!) / reach[at]!;
    square += distance * distance;
  }
  return Math.exp(-square / 2);
}

/** More digits than any electrode has would only fill the model's file. */
function shortened(value: number): number {
  return Number(value.toPrecision(5));
}
