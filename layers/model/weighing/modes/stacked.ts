import { dot, leastSquaresOnSimplex } from '../../../base/numbers/index.ts';
import { ConstantGate } from '../../predictor/index.ts';
import { ScaledLabels } from '../evidence/scaled-labels.ts';
import type { LocalModel } from '../local-model.ts';
import type { Mode } from './mode.ts';

/** The time grows with the square of this number, and so does the risk of fitting chance in the rows. */
const mostStacked = 128;

/**
 * Control: constant weights of the networks of the division and the single one, by non-negative least squares on judged
 * rows. If there are more than 128, only the models with the least training errors take part.
 */
export const stacked: Mode = {
  name: 'stacked',
  fit({ localModels, known, problem }) {
    if (!known) return undefined;
    const stackedPlaces = placesToStack(localModels);
    const labels = new ScaledLabels(known.table, problem);
    const outputs = stackedPlaces.map((at) => labels.scaledOutputs(known.outputs[at]!));
    const gram = outputs.map((a) => outputs.map((b) => dot(a, b)));
    const moment = outputs.map((a) => dot(a, labels.target));
    const weights = localModels.map(() => 0);
    for (const [index, weight] of leastSquaresOnSimplex(gram, moment).entries()) {
      weights[stackedPlaces[index]!] = weight;
    }
    return new ConstantGate({ weights });
  },
};

function placesToStack(localModels: readonly LocalModel[]): number[] {
  const places = localModels.flatMap(({ kind }, at) => (kind === 'further' ? [] : [at]));
  if (places.length <= mostStacked) return places;
  const rank = ({ kind, error }: LocalModel) => (kind === 'single' ? Number.NEGATIVE_INFINITY : error);
  return places
    .sort((a, b) => rank(localModels[a]!) - rank(localModels[b]!) || a - b)
    .slice(0, mostStacked)
    .sort((a, b) => a - b);
}
