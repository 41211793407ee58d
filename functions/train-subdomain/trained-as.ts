import type { TrainingProblem } from '../../layers/model/dataset/index.ts';
import type { LocalNetwork } from '../../layers/model/network/index.ts';
import type { SubdomainRecord } from '../../layers/run/records/index.ts';
import { withoutNames } from './without-names.ts';

/** Least noise on the inputs of further networks, in deviations: they differ from the others, and err less on real EMG. */
const noiseOfFurther = 0.2;

/** The same of networks for strangers: with much noise they learn less of what differs between people. */
const noiseForStrangers = 1;
/** With so much noise more steps gain nothing; a small study needs more passes for as many. */
const stepsForStrangers = 1000;
const fewestPasses = 10;

/**
 * Further networks learn with noise on their inputs, those that need names with all names always given, and those for strangers
 * from recordings without names.
 */
export function trainedAs(
  problem: TrainingProblem,
  { kind, needs = [], isForStrangers, rows }: SubdomainRecord,
): TrainingProblem {
  if (kind !== 'further') return problem;
  const { inputNoise, nameDropout, epochs, batchRows } = problem.training;
  if (isForStrangers) {
    return {
      ...problem,
      // L-BFGS has no noise, and would learn what the noise hides.
      training: {
        ...problem.training,
        inputNoise: Math.max(inputNoise, noiseForStrangers),
        epochs: Math.max(Math.min(epochs, fewestPasses), Math.ceil((stepsForStrangers * batchRows) / rows)),
        lbfgsIterations: 0,
      },
      recordings: problem.recordings.map((card) => ({ ...card, subject: '', site: '', task: '' })),
    };
  }
  const training = {
    ...problem.training,
    inputNoise: Math.max(inputNoise, noiseOfFurther),
    nameDropout: needs.length > 0 ? 0 : nameDropout,
  };
  return { ...problem, training };
}

/** The network as a local model: one for strangers has no parameters of names, which it has never seen. */
export function learnedNetwork(
  network: LocalNetwork,
  { isForStrangers }: Pick<SubdomainRecord, 'isForStrangers'>,
  { inputNames }: Pick<TrainingProblem, 'inputNames'>,
): LocalNetwork {
  return isForStrangers ? withoutNames(network, inputNames) : network;
}
