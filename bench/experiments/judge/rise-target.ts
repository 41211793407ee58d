import type { UnitResult } from '../result.ts';
import { pairedRatio } from '../statistics/paired-ratio.ts';
import { intervalText } from './ratio-target.ts';
import { errorPairs } from './select.ts';
import { notMeasured, type Target } from './target.ts';

/** Target: a change of the data raises the error of one model more than that of another, with certainty above 1. */
export function riseTarget(
  claim: string,
  cases: { readonly from: string; readonly to: string },
  model: string,
  other: string,
): Target {
  const rises = (units: readonly UnitResult[], name: string) =>
    errorPairs(units, { case: cases.to, model: name }, { case: cases.from, model: name });
  return {
    claim,
    judge(units) {
      const others = new Map(rises(units, other).map(({ seed, name, a, b }) => [`${seed} ${name}`, a / b]));
      const pairs = rises(units, model).flatMap(({ seed, name, a, b }) => {
        const rise = others.get(`${seed} ${name}`);
        return rise === undefined ? [] : [{ cluster: `${seed}`, a: a / b, b: rise }];
      });
      if (pairs.length === 0) return notMeasured;
      const ratio = pairedRatio(pairs);
      return {
        measured: `ratio ${ratio.ratio.toFixed(3)}`,
        interval: intervalText(ratio),
        isReached: ratio.low > 1,
      };
    },
  };
}
