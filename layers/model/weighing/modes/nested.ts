import { dot, leastSquaresOnSimplex } from '../../../base/numbers/index.ts';
import type { SampleTable } from '../../dataset/index.ts';
import { type GivenKinds, givenNamesOf, isSameGiven } from '../../inputs/index.ts';
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
  const isUsable = families.map(({ needs }) => needs.every((by) => given.includes(by)));
  const fitted = evidence.validation && fittedShares(given, { families, isUsable }, evidence);
  return fitted ?? equalShares(isUsable);
}

function equalShares(takesPart: readonly boolean[]): number[] {
  const count = takesPart.filter(Boolean).length;
  return takesPart.map((one) => (one ? 1 / count : 0));
}

/**
 * By least squares on the validation rows with known names in which each family has a fitting local model: elsewhere its
 * share goes to the others. A family that fits no such row has no share.
 *
 * @returns undefined if there are no such rows
 */
function fittedShares(
  given: GivenKinds,
  { families, isUsable }: { readonly families: readonly Family[]; readonly isUsable: readonly boolean[] },
  evidence: Evidence,
): number[] | undefined {
  const { problem, localModels } = evidence;
  const validation = evidence.validation!;
  const gateWith = (shares: readonly number[]) => nestedGate(families, [{ given: [], shares }], evidence);
  const any = gateWith(equalShares(isUsable));
  const fitsOf = (recording: number) => {
    const names = givenNamesOf(problem.recordings[recording]!, given);
    const { known, fits } = any.fittingFamilies(names, problem.inputNames);
    return isSameGiven(known, given) ? [[recording, fits] as const] : [];
  };
  const judged = [...new Set(validation.table.recording)].flatMap(fitsOf);
  const places = families.flatMap((_, at) =>
    isUsable[at] && judged.some(([, fits]) => fits[at]) ? [at] : [],
  );
  const kept = judged.flatMap(([recording, fits]) => (places.every((at) => fits[at]) ? [recording] : []));
  const labels = new ScaledLabels(labelledIn(validation.table, new Set(kept)), problem);
  if (labels.target.length === 0) return undefined;
  const outputs = outputsGiven(validation, given);
  const view = viewOf(validation.table, problem, given);
  const predictions = places.map((place) => {
    const gate = gateWith(families.map((_, at) => (at === place ? 1 : 0)));
    return labels.scaledOutputs(combine(outputs, weightsOf(gate, view, localModels.length)));
  });
  const fitted = leastSquaresTowardsEqual(predictions, labels.target);
  return families.map((_, at) => fitted[places.indexOf(at)] ?? 0);
}

function leastSquaresTowardsEqual(predictions: readonly Float64Array[], target: Float64Array): number[] {
  const mean = predictions[0]!.map(
    (_, at) => predictions.reduce((sum, one) => sum + one[at]!, 0) / predictions.length,
  );
  const apart = predictions.reduce((sum, one) => sum + distance(one, mean), 0) / predictions.length;
  const gram = predictions.map((a) => predictions.map((b) => dot(a, b)));
  const moment = predictions.map((a) => dot(a, target));
  return leastSquaresOnSimplex(gram, moment, undefined, towardsEqual * apart);
}

/** The table with the labels of some recordings alone. */
function labelledIn(table: SampleTable, recordings: ReadonlySet<number>): SampleTable {
  const width = table.outputs.length;
  const labels = table.labels.map((label, at) =>
    recordings.has(table.recording[Math.floor(at / width)]!) ? label : Number.NaN,
  );
  return { ...table, labels };
}

/** Squared. */
function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
}
