import {
  finiteOrNull,
  normalisedRmse,
  nrmseDivisor,
  pearson,
  rmse,
  rSquared,
} from '../../base/numbers/index.ts';

/** Errors of predicted values against measured ones, null if undefined, and the number of values. */
export function figuresOf(measured: readonly number[], predicted: readonly number[]) {
  return {
    rmse: finiteOrNull(rmse(measured, predicted)),
    nrmse: finiteOrNull(normalisedRmse(measured, predicted)),
    nrmseDivisor,
    r: finiteOrNull(pearson(measured, predicted)),
    r2: finiteOrNull(rSquared(measured, predicted)),
    n: measured.length,
  };
}
