import { dot, leastSquaresOnSimplex } from '../../../base/numbers/index.ts';
import type { GivenKinds } from '../../inputs/index.ts';
import { combine, weightsOf } from '../../predictor/index.ts';
import { type Evidence, viewOf } from '../evidence/evidence.ts';
import { outputsGiven } from '../evidence/fewer-names.ts';
import { ScaledLabels } from '../evidence/scaled-labels.ts';
import { cutOf, type Family, familiesOf, nestedGate } from './families.ts';
import { givenSets } from './forest.ts';
import type { Mode } from './mode.ts';

/**
 * How strongly shares are drawn towards equal ones: this many times the evidence of the validation rows, which are few and
 * neighbours in time.
 */
const towardsEqual = 1;

/**
 * Networks and forests of all sub-domains together, those of persons and tasks inside of those of everything. For each set
 * of given names, every family has one share, by least squares on validation rows, drawn towards equal shares.
 */
export const nested: Mode = {
  name: 'nested',
  fit(evidence) {
    const families = familiesOf(evidence);
    if (families.length < 2) return undefined;
    const shares = givenSets(families.flatMap((family) => [...cutOf(family), ...family.needs])).map(
      (given) => ({
        given,
        shares: sharesGiven(given, families, evidence),
      }),
    );
    return nestedGate(families, shares, evidence);
  },
};

/** One share a family; those that need a kind of names that is not given have none. */
function sharesGiven(given: GivenKinds, families: readonly Family[], evidence: Evidence): number[] {
  const usable = families.filter(({ needs }) => needs.every((by) => given.includes(by)));
  const fitted = evidence.validation && fittedShares(given, usable, evidence);
  return families.map((family) => {
    const at = usable.indexOf(family);
    if (at < 0) return 0;
    return fitted?.[at] ?? 1 / usable.length;
  });
}

function fittedShares(given: GivenKinds, usable: readonly Family[], evidence: Evidence): number[] {
  const { problem, localModels } = evidence;
  const validation = evidence.validation!;
  const outputs = outputsGiven(validation, given);
  const labels = new ScaledLabels(validation.table, problem);
  const view = viewOf(validation.table, problem, given);
  const predictions = usable.map((family) => {
    const gate = nestedGate([family], [{ given: [], shares: [1] }], evidence);
    return labels.scaledOutputs(combine(outputs, weightsOf(gate, view, localModels.length)));
  });
  const mean = predictions[0]!.map(
    (_, at) => predictions.reduce((sum, one) => sum + one[at]!, 0) / usable.length,
  );
  const apart = predictions.reduce((sum, one) => sum + distance(one, mean), 0) / usable.length;
  const gram = predictions.map((a) => predictions.map((b) => dot(a, b)));
  const moment = predictions.map((a) => dot(a, labels.target));
  return leastSquaresOnSimplex(gram, moment, undefined, towardsEqual * apart);
}

/** Squared. */
function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
}
