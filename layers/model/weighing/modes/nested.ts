import { dot, leastSquaresOnSimplex } from '../../../base/numbers/index.ts';
import type { SampleTable } from '../../dataset/index.ts';
import { type GivenKinds, givenNamesOf, isSameGiven } from '../../inputs/index.ts';
import { combine, weightsOf } from '../../predictor/index.ts';
import { type Evidence, judgedGiven, viewOf } from '../evidence/evidence.ts';
import { outputsGiven } from '../evidence/fewer-names.ts';
import { ScaledLabels } from '../evidence/scaled-labels.ts';
import { cutOf, type Family, familiesOf, givenSets, nestedGate } from './families.ts';
import type { Mode } from './mode.ts';

/**
 * How strongly shares are drawn towards the usual ones, in variances of the labels. Validation rows adjoin training rows in
 * time, so they favour the most local models too much.
 */
const towardsUsual = 0.3;
/** The same by folds, whose rows are not near any that were trained on. */
const towardsUsualByFolds = 0.1;

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

/** One share a family; those that need a kind of names that is not given have none, nor those for strangers if the subject is given. */
function sharesGiven(given: GivenKinds, families: readonly Family[], evidence: Evidence): number[] {
  const isUsable = families.map(
    ({ needs, isForStrangers }) =>
      needs.every((by) => given.includes(by)) && !(isForStrangers && given.includes('subject')),
  );
  const fitted = fittedShares(given, { families, isUsable }, evidence);
  if (!fitted) return usualAmong(families, isUsable);
  if (given.includes('subject') || !evidence.newSubject) return fitted;
  // Who gives no subject may be a known one. Folds of known people judge no network for strangers.
  const isOfKnown = isUsable.map((one, at) => one && !families[at]!.isForStrangers);
  const known = { ...evidence, newSubject: undefined };
  const ofKnown = fittedShares(given, { families, isUsable: isOfKnown }, known) ?? fitted;
  return fitted.map((share, at) => (share + ofKnown[at]!) / 2);
}

/**
 * By least squares on the validation rows with known names in which each family has a fitting local model: elsewhere its
 * share goes to the others. A family that fits no such row has no share.
 *
 * @returns undefined if there are no such rows, or no such family
 */
function fittedShares(
  given: GivenKinds,
  { families, isUsable }: { readonly families: readonly Family[]; readonly isUsable: readonly boolean[] },
  evidence: Evidence,
): number[] | undefined {
  const { problem, localModels } = evidence;
  const judgedRows = judgedGiven(evidence, given);
  if (!judgedRows) return undefined;
  const gateWith = (shares: readonly number[]) => nestedGate(families, [{ given: [], shares }], evidence);
  const any = gateWith(families.map(() => 1 / families.length));
  const fitsOf = (recording: number) => {
    const names = givenNamesOf(problem.recordings[recording]!, given);
    const { known, fits } = any.fittingFamilies(names, problem.inputNames);
    return isSameGiven(known, given) ? [[recording, fits] as const] : [];
  };
  const judged = [...new Set(judgedRows.table.recording)].flatMap(fitsOf);
  const places = families.flatMap((_, at) =>
    isUsable[at] && judged.some(([, fits]) => fits[at]) ? [at] : [],
  );
  const kept = judged.flatMap(([recording, fits]) => (places.every((at) => fits[at]) ? [recording] : []));
  const labels = new ScaledLabels(labelledIn(judgedRows.table, new Set(kept)), problem);
  if (places.length === 0 || labels.target.length === 0) return undefined;
  const outputs = outputsGiven(judgedRows, given);
  const view = viewOf(judgedRows.table, problem, given);
  const predictions = places.map((place) => {
    const gate = gateWith(families.map((_, at) => (at === place ? 1 : 0)));
    return labels.scaledOutputs(combine(outputs, weightsOf(gate, view, localModels.length)));
  });
  const gram = predictions.map((a) => predictions.map((b) => dot(a, b)));
  const moment = predictions.map((a) => dot(a, labels.target));
  const usual = usualShares(places.map((place) => families[place]!));
  const pull = judgedRows.isOfFolds ? towardsUsualByFolds : towardsUsual;
  const fitted = leastSquaresOnSimplex(gram, moment, usual, pull);
  return families.map((_, at) => fitted[places.indexOf(at)] ?? 0);
}

/** The usual shares among the families that take part. */
function usualAmong(families: readonly Family[], takesPart: readonly boolean[]): number[] {
  const usual = usualShares(families.filter((_, at) => takesPart[at]));
  let next = 0;
  return takesPart.map((one) => (one ? usual[next++]! : 0));
}

/** The table with the labels of some recordings alone. */
function labelledIn(table: SampleTable, recordings: ReadonlySet<number>): SampleTable {
  const width = table.outputs.length;
  const labels = table.labels.map((label, at) =>
    recordings.has(table.recording[Math.floor(at / width)]!) ? label : Number.NaN,
  );
  return { ...table, labels };
}

/**
 * Two thirds for networks and a third for forests. Networks for strangers, if they take part, are the only networks; otherwise those
 * that need the given names have three quarters. Among forests the two that are cut the finest have equal shares. docs/tried.md has the data that these shares were settled on.
 */
export function usualShares(families: readonly Family[]): number[] {
  const networks = families.filter(({ learner }) => learner === 'network');
  const named = networks.filter(({ needs }) => needs.length > 0);
  const forests = families
    .filter(({ learner }) => learner === 'forest')
    .sort(finestFirst)
    .slice(0, 2);
  const strangers = families.filter(({ isForStrangers }) => isForStrangers);
  const parts = families.map((family) => {
    if (forests.includes(family)) return (1 - usualOfNetworks) / forests.length;
    if (family.learner === 'forest') return 0;
    if (strangers.length > 0) return family.isForStrangers ? usualOfNetworks / strangers.length : 0;
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
