import type { Learner } from '../dataset/index.ts';
import type { GivenNames, Naming } from '../inputs/index.ts';

/** The properties of a trained model by which modes weigh it. */
export interface LocalModel {
  readonly id: string;
  /**
   * `local`: the network of one sub-domain of the division; `single`: the one network trained on everything; `further`: all
   * others, which only modes over families weigh.
   */
  readonly kind: 'local' | 'single' | 'further';
  /** Absent: a network. */
  readonly learner?: Learner;
  /** Local models of one family cover the study together. */
  readonly family?: string;
  /** Names that all rows of its sub-domain share, if it was cut by them. */
  readonly names?: GivenNames;
  /** Kinds of names that a prediction must give; absent: none. */
  readonly needs?: readonly Naming[];
  /** Present if it learned without any names: it takes part only if the subject is not given or not known. */
  readonly isForStrangers?: true;
  /** e_k: RMSE on the own sub-domain's training rows over scaled outputs, no unit. */
  readonly error: number;
}
