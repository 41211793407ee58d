import type { RunPointer } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import type { ManifestInput } from '../../layers/study/manifest/index.ts';
import type { Arm } from './arm.ts';
import type { Target } from './judge/target.ts';
import type { StudySource } from './studies/study-source.ts';

/** One question to the whole pipeline: the studies to run, and the targets. */
export interface Experiment {
  readonly name: string;
  /** The question in plain words. */
  readonly asks: string;
  readonly seeds: readonly number[];
  readonly cases: readonly Case[];
  readonly targets: readonly Target[];
  /**
   * Independent units of an interval: `seed` if each seed draws its own people, `subject` if every seed has the same
   * people.
   */
  readonly independentOver: 'seed' | 'subject';
}

/** One kind of study and all its trainings. A case with one seed is one unit of work and is stored as one. */
export interface Case {
  /** Lower-case letters, digits and hyphens: part of a file name. */
  readonly name: string;
  readonly asks: string;
  readonly study: StudySource;
  readonly cuts: readonly Cut[];
  /** `no context` trains one model without context inputs, for comparison. */
  readonly arms: readonly Arm[];
  /** Further learners beside the ridge regression of every run. */
  readonly baselines: readonly BaselineName[];
  /** Changes the prepared run before training. */
  readonly change?: Change;
  /** Labelled seconds by which the model of the first arm is also calibrated to held-out people, one calibration each. */
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
