import type { TrainingProblem } from '../../layers/model/dataset/index.ts';

/** Where a local model belongs, and what its inputs and outputs are: a part of its `model.json`. */
export function modelMetadata(problem: TrainingProblem, subdomain: string) {
  return {
    study: problem.study,
    run: problem.run,
    subdomain,
    joint: problem.joint,
    anglePositive: problem.coordinates[0]!.positive,
    inputs: problem.inputNames,
    outputs: {
      angle: 'rad',
      force: problem.muscles.map(({ name }) => `${name}, N`),
      ...(problem.outputs.some(({ quantity }) => quantity === 'torque') ? { torque: 'N m' } : {}),
    },
  };
}
