import { meanAndDeviation } from '../statistics/mean-and-deviation.ts';
import { type ModelChoice, rowsOf } from './select.ts';
import { notMeasured, type Target } from './target.ts';

/** The angle error in one task, pooled over people, as a mean over seeds: at most a limit in degrees. */
export function errorTarget(claim: string, pick: ModelChoice, task: string, mostDeg: number): Target {
  return {
    claim,
    judge(units) {
      const errors = rowsOf(units, pick, 'task').flatMap(({ name, rmse }) =>
        name === task && rmse !== null ? [rmse] : [],
      );
      if (errors.length === 0) return notMeasured;
      const { mean, deviation } = meanAndDeviation(errors);
      return {
        measured: `${mean.toFixed(1)} deg`,
        interval: Number.isNaN(deviation)
          ? 'one seed'
          : `deviation over ${errors.length} seeds ${deviation.toFixed(2)}`,
        isReached: mean <= mostDeg,
      };
    },
  };
}
