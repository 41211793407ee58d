import type { NetworkShape } from '../network/index.ts';
import type { TrainingProblem } from './training-problem.ts';

/** The shape of the networks of a problem. */
export function networkShapeOf({
  inputNames,
  training,
  outputs,
}: Pick<TrainingProblem, 'inputNames' | 'outputs'> & {
  readonly training: Pick<TrainingProblem['training'], 'hidden'>;
}): NetworkShape {
  return {
    inputs: inputNames.length,
    hidden: training.hidden,
    outputs: outputs.map(({ activation }) => activation),
  };
}
