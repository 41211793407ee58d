import { matrixColumn } from '../../base/numbers/index.ts';
import type { Problem, SampleTable } from '../dataset/index.ts';
import { type ModelOutput, outputsOf } from '../predictor/index.ts';

/** The outputs of the networks of a study, in the order of their columns. */
export function outputsOfStudy({ joint, muscles }: Pick<Problem, 'joint' | 'muscles'>): ModelOutput[] {
  return outputsOf({ coordinates: [{ name: joint, unit: 'rad' }], muscles: muscles.map(({ name }) => name) });
}

/** The labels of one output, one a row, in its unit: rad, N; NaN without a label. */
export function labelsOf(
  { angleRad, forceN, muscleNames }: Pick<SampleTable, 'angleRad' | 'forceN' | 'muscleNames'>,
  output: number,
): Float32Array {
  return output === 0 ? angleRad : matrixColumn(forceN, muscleNames.length, output - 1);
}
