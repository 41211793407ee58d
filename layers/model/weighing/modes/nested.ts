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
 * How strongly shares are drawn towards the usual ones, in variances of the labels. Validation rows adjoin training rows in
 * time, so they favour the most local models too much.
 */
const towardsUsual = 0.3;

/** The usual share of all networks; forests have the rest. */
const usualOfNetworks = 2 / 3;
/** The usual share of networks that need the given names, of the share of all networks. */
const usualOfNamed = 3 / 4;

/**
 * Networks and forests of all sub-domains together, those of persons and tasks inside of those of everything. For each set
 * of given names, every family has one share, by least squares on validation rows, drawn towards usual shares.
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
    return fitted?.[at] ?? usualShares(usable)[at]!;
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
  const gram = predictions.map((a) => predictions.map((b) => dot(a, b)));
  const moment = predictions.map((a) => dot(a, labels.target));
  return leastSquaresOnSimplex(gram, moment, usualShares(usable), towardsUsual);
}

/**
 * Two thirds for networks and a third for forests. Among networks those that need the given names have three quarters; among
 * forests the two that are cut the finest have equal shares. These shares were settled on recordings held out of the
 * training rows of a study of real knees, and confirmed on other people, joints and tasks (docs/tried.md).
 */
export function usualShares(families: readonly Family[]): number[] {
  const networks = families.filter(({ learner }) => learner === 'network');
  const named = networks.filter(({ needs }) => needs.length > 0);
  const forests = families
    .filter(({ learner }) => learner === 'forest')
    .sort(finestFirst)
    .slice(0, 2);
  const parts = families.map((family) => {
    if (forests.includes(family)) return (1 - usualOfNetworks) / forests.length;
    if (family.learner === 'forest') return 0;
    if (named.length === 0 || named.length === networks.length) return usualOfNetworks / networks.length;
    return named.includes(family)
      ? (usualOfNetworks * usualOfNamed) / named.length
      : (usualOfNetworks * (1 - usualOfNamed)) / (networks.length - named.length);
  });
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

/** Of two cuts by one kind of names, that by task first. */
function finestFirst(one: Family, other: Family): number {
  const [cut, otherCut] = [cutOf(one), cutOf(other)];
  return otherCut.length - cut.length || Number(otherCut.includes('task')) - Number(cut.includes('task'));
}
