import { innerProduct, ScaledLabels } from '../evidence/scaled-labels.ts';
import type { Mode } from './mode.ts';
import { leastSquaresOnSimplex } from './simplex.ts';

/** Control: constant weights of all members, the single one among them, by non-negative least squares on validation rows. */
export const stacked: Mode = {
  name: 'stacked',
  fit({ validation, problem }) {
    if (!validation) return undefined;
    const labels = new ScaledLabels(validation.table, problem);
    const says = validation.outputs.map((output) => labels.answer(output));
    const gram = says.map((a) => says.map((b) => innerProduct(a, b)));
    const moment = says.map((a) => innerProduct(a, labels.target));
    return { kind: 'constant', weights: leastSquaresOnSimplex(gram, moment) };
  },
};
