import { meanAndDeviation } from '../statistics/mean-and-deviation.ts';
import { notMeasured, type Target } from './target.ts';

/** Share of held-out angles in the 90 % intervals of the published mode, as a mean over seeds and folds: within limits. */
export function coverageTarget(claim: string, caseName: string, least = 0.85, most = 0.95): Target {
  return {
    claim,
    judge(units) {
      const shares = units
        .filter((unit) => unit.case === caseName)
        .flatMap(({ runs }) => runs.filter(({ cut, arm }) => cut === runs[0]!.cut && arm === 'physics'))
        .flatMap(({ coverageNamed }) => (coverageNamed === null ? [] : [coverageNamed]));
      if (shares.length === 0) return notMeasured;
      const { mean } = meanAndDeviation(shares);
      const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
      return {
        measured: percent(mean),
        interval: `runs from ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`,
        isReached: mean >= least && mean <= most,
      };
    },
  };
}
