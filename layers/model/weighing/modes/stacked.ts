import { dot, leastSquaresOnSimplex } from '../../../base/numbers/index.ts';
import { ConstantGate } from '../../predictor/index.ts';
import { ScaledLabels } from '../evidence/scaled-labels.ts';
import type { Member } from '../member.ts';
import type { Mode } from './mode.ts';

/** The time grows with the square of it, and so does what chance can find in the validation rows. */
const mostStacked = 128;

/**
 * Control: constant weights of all members, the single one among them, by non-negative least squares on validation rows.
 * Of more than 128 members only those with the least training errors take part.
 */
export const stacked: Mode = {
  name: 'stacked',
  fit({ members, validation, problem }) {
    if (!validation) return undefined;
    const stackedMembers = membersToStack(members);
    const labels = new ScaledLabels(validation.table, problem);
    const says = stackedMembers.map((at) => labels.answer(validation.outputs[at]!));
    const gram = says.map((a) => says.map((b) => dot(a, b)));
    const moment = says.map((a) => dot(a, labels.target));
    const weights = members.map(() => 0);
    for (const [index, weight] of leastSquaresOnSimplex(gram, moment).entries()) {
      weights[stackedMembers[index]!] = weight;
    }
    return new ConstantGate({ weights });
  },
};

function membersToStack(members: readonly Member[]): number[] {
  const places = members.map((_, at) => at);
  if (places.length <= mostStacked) return places;
  const rank = ({ kind, error }: Member) => (kind === 'single' ? Number.NEGATIVE_INFINITY : error);
  return places
    .sort((a, b) => rank(members[a]!) - rank(members[b]!) || a - b)
    .slice(0, mostStacked)
    .sort((a, b) => a - b);
}
