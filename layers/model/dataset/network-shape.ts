import type { NetworkShape } from '../network/index.ts';
import type { Problem } from './problem.ts';

/** The shape of the networks of a problem. */
export function networkShapeOf({
  inputNames,
  training,
  outputs,
}: Pick<Problem, 'inputNames' | 'outputs'> & {
  readonly training: Pick<Problem['training'], 'hidden'>;
}): NetworkShape {
  return {
    inputs: inputNames.length,
    hidden: training.hidden,
    outputs: outputs.map(({ activation }) => activation),
  };
}
