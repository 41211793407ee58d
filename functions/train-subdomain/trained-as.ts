import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { SubdomainRecord } from '../../layers/run/records/index.ts';

/** Least noise on the inputs of further networks, in deviations: they differ from the others, and err less on real EMG. */
const noiseOfFurther = 0.2;

/** Further networks learn with noise on their inputs, and those that need names with all names always given. */
export function trainedAs(problem: TrainingProblem, { kind, needs = [] }: SubdomainRecord): TrainingProblem {
  if (kind !== 'further') return problem;
  const { inputNoise, nameDropout } = problem.training;
  const training = {
    ...problem.training,
    inputNoise: Math.max(inputNoise, noiseOfFurther),
    nameDropout: needs.length > 0 ? 0 : nameDropout,
  };
  return { ...problem, training };
}
