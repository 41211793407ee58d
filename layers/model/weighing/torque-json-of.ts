import { columnsOfQuantity, type TrainingProblem } from '../dataset/index.ts';
import type { ModelJson } from '../predictor/index.ts';

/** The part of `model.json` by which forces are projected onto the torque; undefined if torque is no output. */
export function torqueJsonOf({ coordinates, muscles, outputs }: TrainingProblem): ModelJson['torque'] {
  if (columnsOfQuantity(outputs, 'torque').length === 0) return undefined;
  const forces = columnsOfQuantity(outputs, 'force');
  return {
    rangesRad: coordinates.map(({ rangeRad }) => rangeRad),
    muscles: muscles.map(({ momentArmsM, maxIsometricForceN, largestForceN = maxIsometricForceN }, at) => ({
      momentArmsM,
      largestForceN,
      deviationN: outputs[forces[at]!]!.scale.deviation,
    })),
  };
}
