import { dot, leastSquaresOnSimplex, mean } from '../../../base/numbers/index.ts';

/** Shares before any evidence: of the model, of the kernel about the model, of the kernel about the mean, of the forest. */
const usualShares = [0, 1 / 3, 1 / 3, 1 / 3];
/** Pull towards the usual shares: the squared error, in variances of the angle, that a squared distance of 1 must save. */
const pull = 0.3;

/** All the share for one of the four angles. */
export const unitShares = usualShares.map((_, at) => usualShares.map((__, other) => Number(at === other)));

/**
 * Shares of four angles, not negative and 1 in sum, with the least squared error, drawn to the usual shares.
 *
 * @param angles one column an angle, in the order of the usual shares, rad
 * @param measuredRad one a row, rad
 * @param rows indices of the rows to fit
 */
export function fitShares(
  angles: readonly Float64Array[],
  measuredRad: Float64Array,
  rows: readonly number[],
): number[] {
  const middle = mean(Float64Array.from(rows, (row) => measuredRad[row]!));
  const centred = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]! - middle);
  const goal = centred(measuredRad);
  const seen = angles.map(centred);
  const variance = dot(goal, goal) || 1;
  return leastSquaresOnSimplex(
    seen.map((a) => seen.map((b) => dot(a, b) / variance)),
    seen.map((a) => dot(a, goal) / variance),
    usualShares,
    pull,
  );
}
