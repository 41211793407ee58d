import type { RunPointer } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import type { Arm } from './arm.ts';
import type { Target } from './judge/target.ts';
import type { StudySource } from './studies/study-source.ts';

/** One question put to the whole pipeline: the studies to run, and what must come out. */
export interface Experiment {
  readonly name: string;
  /** The question in plain words. */
  readonly asks: string;
  readonly seeds: readonly number[];
  readonly cases: readonly Case[];
  readonly targets: readonly Target[];
  /**
   * What the pairs of an interval are independent over: `seed` where each seed draws people of its own, `subject` where
   * the same people come back with every seed.
   */
  readonly independentOver: 'seed' | 'subject';
}

/** One kind of study, and all that is trained on it. The work of a case with one seed is done and kept as one. */
export interface Case {
  /** Lower-case letters, digits and hyphens: part of a file name. */
  readonly name: string;
  readonly asks: string;
  readonly study: StudySource;
  readonly cuts: readonly Cut[];
  /** `no context` trains one model without the context among its inputs, for comparison. */
  readonly arms: readonly Arm[];
  /** Learners that are no physics-informed network, beside the ridge regression that every run has. */
  readonly baselines: readonly BaselineName[];
  /** Done to the prepared run before training. */
  readonly change?: Change;
  /** The model of the first arm is also calibrated to held-out people, once by each of so many labelled seconds of a recording. */
  readonly calibrationsS?: readonly number[];
}

export type Cut = NonNullable<ManifestInput['subdomains']> & { readonly by: string };
export type BaselineName = 'extreme learning machine' | 'random forest';

/** Changes objects of a prepared run, as a fault in the laboratory would. */
export type Change = (bucket: Bucket, pointer: RunPointer, seed: number) => Promise<void>;

/** `8 by time`, `by subject`. */
export function cutName({ by, count }: Cut): string {
  return count === undefined ? `by ${by}` : `${count} by ${by}`;
}
