import { mean } from '../../../base/numbers/index.ts';
import { type Forest, growForest, localForest } from '../../forest/index.ts';
import type { OwnAngle } from './calibration.ts';
import { constantVariance, fitKernel, kernelInputs } from './emg-kernel.ts';
import type { OwnSeconds } from './own-seconds.ts';

/** Rows of one person to learn from. */
export type OwnRows = Pick<OwnSeconds, 'rows' | 'inputs' | 'angleRad' | 'modelRad'>;

/**
 * Four angles of one person, of which a blend is made: that of the model, that of the model with what it misses by the EMG, that
 * by the EMG about the mean of the person, and that of a forest.
 */
export interface FourAngles {
  readonly meanRad: number;
  readonly centres: Float32Array;
  /** Of the kernel about the model, and of that about the mean; one a centre, rad. */
  readonly coefficients: readonly Float64Array[];
  readonly forest: Forest;
}

export function learnFourAngles({ rows, inputs, angleRad, modelRad }: OwnRows, trees: number): FourAngles {
  const meanRad = mean(angleRad);
  const missed = angleRad.map((angle, row) => angle - modelRad[row]!);
  const aboutMean = angleRad.map((angle) => angle - meanRad);
  const labelled = { inputs, width: inputs.length / rows, labels: Float32Array.from(angleRad), outputs: 1 };
  return {
    meanRad,
    ...fitKernel(kernelInputs(inputs, modelRad), [missed, aboutMean]),
    forest: growForest(labelled, { trees, leaf: localForest.leaf, seed: 1 }),
  };
}

/** The weighted mean of the four angles as one. @param shares 1 in sum */
export function blended(
  { meanRad, centres, coefficients, forest }: FourAngles,
  shares: readonly number[],
): Omit<OwnAngle, 'halfWidth90Rad'> {
  const [ofModel, aboutModel, aboutMean, ofForest] = shares as [number, number, number, number];
  const coefficientsRad = Float32Array.from(
    coefficients[0]!,
    (missed, at) => aboutModel * missed + aboutMean * coefficients[1]![at]!,
  );
  // The constant of the covariance is the same in every row.
  const constantRad = constantVariance * coefficientsRad.reduce((sum, one) => sum + one, 0);
  return {
    offsetRad: aboutMean * meanRad + constantRad,
    scale: ofModel + aboutModel,
    centres,
    coefficientsRad,
    ...(ofForest > 0 ? { forest: { share: ofForest, grown: forest } } : {}),
  };
}

/** Some of the rows. @param taken their indices */
export function rowsOf({ inputs, angleRad, modelRad, rows }: OwnRows, taken: readonly number[]): OwnRows {
  const width = inputs.length / rows;
  const own = new Float32Array(taken.length * width);
  for (const [to, row] of taken.entries())
    own.set(inputs.subarray(row * width, (row + 1) * width), to * width);
  return {
    rows: taken.length,
    inputs: own,
    angleRad: Float64Array.from(taken, (row) => angleRad[row]!),
    modelRad: Float64Array.from(taken, (row) => modelRad[row]!),
  };
}
