import { median } from '../../../base/numbers/index.ts';
import { ConstantGate } from '../../predictor/index.ts';
import type { LocalModel } from '../local-model.ts';
import type { Mode } from './mode.ts';

/** Smaller errors, as a share of the median, count as this: a local model that has memorised its rows is no better. */
const leastShareOfMedian = 0.2;
/** Largest weight of one local model, if there are three or more. */
const mostWeight = 0.5;

/**
 * The published method (Zhang et al. 2023): g_k = e_k^-1 / sum_j e_j^-1, the same for every input, over the local
 * models. Errors are floored and weights capped, so that one lucky model cannot dominate.
 */
export const inverseError: Mode = {
  name: 'inverse-error',
  fit({ localModels }) {
    const weights = inverseErrorWeights(localModels);
    return weights && new ConstantGate({ weights });
  },
};

/** g_k by the formula above, one a local model; undefined if there are none. */
export function inverseErrorWeights(localModels: readonly LocalModel[]): readonly number[] | undefined {
  const locals = localModels.filter(({ kind }) => kind === 'local');
  if (locals.length === 0) return undefined;
  const raw = flooredErrors(localModels).map((error) => (error === undefined ? 0 : 1 / error));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return capped(
    raw.map((weight) => weight / total),
    locals.length >= 3 ? mostWeight : 1,
  );
}

/** e_k of the local models, not below the floor; undefined for the single model. */
export function flooredErrors(localModels: readonly LocalModel[]): (number | undefined)[] {
  const locals = localModels.filter(({ kind }) => kind === 'local');
  if (locals.length === 0) return localModels.map(() => undefined);
  const floor = Math.max(leastShareOfMedian * median(locals.map(({ error }) => error)), 1e-9);
  return localModels.map(({ kind, error }) => (kind === 'local' ? Math.max(error, floor) : undefined));
}

/** Caps every weight at `most` and divides the rest in proportion. At most one weight can be above a half. */
function capped(weights: readonly number[], most: number): number[] {
  const top = weights.reduce((best, weight, at) => (weight > weights[best]! ? at : best), 0);
  if (weights[top]! <= most) return [...weights];
  // Summed, not 1 minus the top weight: that is 0 if the top weight rounds to 1.
  const rest = weights.reduce((sum, weight, at) => (at === top ? sum : sum + weight), 0);
  return weights.map((weight, at) => (at === top ? most : (weight / rest) * (1 - most)));
}
