import { allNames, type GivenKinds, noNames } from '../../inputs/index.ts';
import type { Gate } from '../../predictor/index.ts';
import { combine, weightsOf } from '../../predictor/index.ts';
import type { Mode } from '../modes/mode.ts';
import { ScaledError } from '../scaled-error.ts';
import { type Evidence, type Judged, viewOf } from './evidence.ts';
import { outputsGiven } from './fewer-names.ts';
import { foldsOf } from './folds.ts';

export interface FittedMode {
  readonly name: string;
  /** Fitted with all judged rows. */
  readonly gate: Gate;
  /** On judged rows that it was not fitted with, over scaled outputs, no unit; NaN without any. */
  readonly error: number;
  /** The same if no names are given: of new subjects, if folds have left some out. */
  readonly errorWithoutNames: number;
}

/**
 * Fits every mode that is possible, and judges it by cross-validation over stretches of the judged rows. No mode is
 * judged by rows that it was fitted to: the mode with the most weights would always win.
 */
export function judgeModes(evidence: Evidence, modes: readonly Mode[]): FittedMode[] {
  return modes.flatMap((mode) => {
    const gate = mode.fit(evidence);
    if (!gate) return [];
    const withNames = new ScaledError(evidence.problem);
    const withoutNames = new ScaledError(evidence.problem);
    const { known, newSubject } = evidence;
    for (const { others, own } of known ? foldsOf(known) : []) {
      const fitted = mode.fit({ ...evidence, known: others }) ?? gate;
      addErrors(withNames, fitted, own, evidence, allNames);
      if (!newSubject) addErrors(withoutNames, fitted, own, evidence, noNames);
    }
    for (const { others, own } of newSubject ? foldsOf(newSubject) : []) {
      const fitted = mode.fit({ ...evidence, newSubject: others }) ?? gate;
      addErrors(withoutNames, fitted, own, evidence, noNames);
    }
    return [{ name: mode.name, gate, error: withNames.value, errorWithoutNames: withoutNames.value }];
  });
}

/** Validation rows cannot distinguish errors this near to the least one. */
const tolerance = 0.03;

/** Preferred among modes that are as good: its shares are drawn towards usual ones, so chance moves them least. */
const steadiest = 'nested';
/** Preferred in this order if no mode can be judged. */
const unjudged = [steadiest, 'blended'];

/**
 * The mode with the least error if all names are given. Of several that are as good as the best: `nested`, else the mode
 * that is best without names, because it is better for people whom training has not seen. If none was judged, the first of
 * `nested` and `blended` that is possible: constant weights, as in the published method, lose wherever conditions differ.
 */
export function bestMode(fitted: readonly FittedMode[]): string {
  const judged = fitted.filter(({ error }) => Number.isFinite(error));
  const least = Math.min(...judged.map(({ error }) => error));
  const asGood = judged.filter(({ error }) => error <= (1 + tolerance) * least);
  if (asGood.some(({ name }) => name === steadiest)) return steadiest;
  const best = asGood.toSorted((a, b) => a.errorWithoutNames - b.errorWithoutNames)[0]?.name;
  return best ?? unjudged.find((mode) => fitted.some(({ name }) => name === mode)) ?? fitted[0]!.name;
}

function addErrors(
  sum: ScaledError,
  gate: Gate,
  judged: Judged,
  evidence: Evidence,
  given: GivenKinds,
): void {
  const { table } = judged;
  const outputs = outputsGiven(judged, given);
  const view = viewOf(table, evidence.problem, given);
  sum.add(table, combine(outputs, weightsOf(gate, view, evidence.localModels.length)));
}
