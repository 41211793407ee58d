import { median } from '../../../base/numbers/index.ts';
import { ConstantGate } from '../../predictor/index.ts';
import type { LocalModel } from '../local-model.ts';
import type { Mode } from './mode.ts';

/** Errors below this share of the middle error count as it: a local model that has learned its rows by heart is no better. */
const leastShareOfMedian = 0.2;
/** No one local model speaks for more than this share, where there are three or more to share. */
const mostWeight = 0.5;

/**
 * The published method (Zhang et al. 2023): g_k = e_k^-1 / sum_j e_j^-1, the same for every input, over the local
 * models; errors are floored and weights capped, so that one lucky model cannot take over.
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

/** Holds every weight at `most` and gives what is left to the others in proportion. At most one can be above a half. */
function capped(weights: readonly number[], most: number): number[] {
  const top = weights.reduce((best, weight, at) => (weight > weights[best]! ? at : best), 0);
  if (weights[top]! <= most) return [...weights];
  // Not 1 less the top one: beside a weight that rounds to 1, the others would share a rest of 0.
  const rest = weights.reduce((sum, weight, at) => (at === top ? sum : sum + weight), 0);
  return weights.map((weight, at) => (at === top ? most : (weight / rest) * (1 - most)));
}
