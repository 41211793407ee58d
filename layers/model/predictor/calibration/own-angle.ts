import { predictForest } from '../../forest/index.ts';
import type { OwnAngle } from './calibration.ts';
import { kernelInputs, kernelSums } from './emg-kernel.ts';

/**
 * The angle of a calibrated person, one a row, rad, with the sign of the joint.
 *
 * @param inputs rows x inputs of the person, row-major, as `personInputs` gives them
 * @param modelRad angle of the model without the calibration, one a row, rad
 */
export function ownAngleRad(
  { offsetRad, scale, centres, coefficientsRad, forest }: Omit<OwnAngle, 'halfWidth90Rad'>,
  inputs: Float32Array,
  modelRad: ArrayLike<number>,
): Float64Array {
  const sums = kernelSums({ centres, coefficientsRad }, kernelInputs(inputs, modelRad), modelRad.length);
  const grown = forest && predictForest(forest.grown, inputs).mean;
  return sums.map(
    (sum, row) => offsetRad + scale * modelRad[row]! + sum + (grown ? forest.share * grown[row]! : 0),
  );
}
