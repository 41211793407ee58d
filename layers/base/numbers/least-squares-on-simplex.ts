import { dot } from './dot.ts';

/**
 * Weights w, not negative and summing to 1, that make w'Gw - 2 m'w + strength |w - prior|^2 least: accelerated projected
 * gradients (Beck & Teboulle 2009), which need no matrix to be inverted and give the same digits everywhere.
 *
 * @param gram G, symmetric, one row and column a weight
 * @param moment m, one number a weight
 * @param prior equal weights by default
 * @param strength of the pull towards the prior, in the unit of G
 */
export function leastSquaresOnSimplex(
  gram: readonly (readonly number[])[],
  moment: readonly number[],
  prior: readonly number[] = moment.map(() => 1 / moment.length),
  strength = 0,
): number[] {
  const steepest = largestRowSum(gram) + strength;
  if (!(steepest > noise)) return [...prior];
  let weights = [...prior];
  let ahead = weights;
  let momentum = 1;
  for (let step = 0; step < steps; step++) {
    const next = ontoSimplex(
      ahead.map((weight, at) => {
        const slope = dot(gram[at]!, ahead) - moment[at]! + strength * (weight - prior[at]!);
        return weight - slope / steepest;
      }),
    );
    const following = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const reach = (momentum - 1) / following;
    ahead = next.map((weight, at) => weight + reach * (weight - weights[at]!));
    weights = next;
    momentum = following;
  }
  return weights;
}

const steps = 2000;
/** Smaller numbers are rounding, for outputs scaled to about 1. */
const noise = 1e-9;

/** The nearest point with no negative coordinate and the sum 1 (Held, Wolfe & Crowder 1974). */
function ontoSimplex(point: readonly number[]): number[] {
  const sorted = [...point].sort((a, b) => b - a);
  let sum = 0;
  let shift = 0;
  for (const [at, value] of sorted.entries()) {
    sum += value;
    const candidate = (sum - 1) / (at + 1);
    if (value > candidate) shift = candidate;
  }
  return point.map((value) => Math.max(0, value - shift));
}

/** An upper bound of the largest eigenvalue (Gershgorin). */
function largestRowSum(gram: readonly (readonly number[])[]): number {
  return Math.max(...gram.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
}
