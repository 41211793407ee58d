import { type MeanAndDeviation, mean } from '../../../layers/base/numbers/index.ts';

/**
 * Mean and sample deviation (divisor n - 1) over seeds or subjects, in the unit of the values; the deviation of one value
 * is NaN.
 */
export function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return { mean: middle, deviation: Math.sqrt(squares / (values.length - 1)) };
}
