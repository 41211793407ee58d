import type { Experiment } from '../experiment.ts';
import type { PairedRatio } from '../statistics/paired-ratio.ts';
import { errorRatio, type ModelChoice } from './select.ts';
import { notMeasured, type Target } from './target.ts';

/** True if a ratio satisfies its claim. */
export type RatioRule = (ratio: PairedRatio) => boolean;

/** At most the limit, and certain to be below 1. */
export const atMost =
  (limit: number): RatioRule =>
  ({ ratio, high }) =>
    ratio <= limit && high < 1;

/** Not certain to be above 1. */
export const notWorse: RatioRule = ({ low }) => low <= 1;

export const below =
  (limit: number): RatioRule =>
  ({ ratio }) =>
    ratio < limit;

/** The angle error of one model over that of another, by person. */
export function ratioTarget(
  claim: string,
  a: ModelChoice,
  b: ModelChoice,
  holds: RatioRule,
  over: Experiment['independentOver'] = 'seed',
): Target {
  return {
    claim,
    judge(units) {
      const ratio = errorRatio(units, a, b, over);
      if (!ratio) return notMeasured;
      return {
        measured: `ratio ${ratio.ratio.toFixed(3)}`,
        interval: intervalText(ratio),
        isReached: holds(ratio),
      };
    },
  };
}

export function intervalText({ low, high, clusters }: PairedRatio): string {
  return Number.isFinite(high) ? `${low.toFixed(3)} to ${high.toFixed(3)}` : `none from ${clusters} cluster`;
}
