import { allNames, type GivenKinds, isSameGiven, noNames } from '../../layers/model/inputs/index.ts';
import type { ValidationError } from '../../layers/run/records/index.ts';

/** The choice of a mode, from `metrics.json` and the settings in `provenance.json` of a model. */
export interface Choice {
  /** The mode that is published. */
  readonly mode: string;
  /** The mode that the manifest asks for, or `auto`; undefined if unknown. */
  readonly wanted?: string | undefined;
  /** On the rows that modes are judged by: RMSE over outputs divided by their training deviation, no unit. */
  readonly validationErrors: readonly ValidationError[];
  /** These rows; undefined: validation rows. */
  readonly judgedOn?: 'folds' | undefined;
}

/** Why a mode was published, in one line; undefined if the model's files do not hold the reason. */
export function whyPublished(choice: Choice): string | undefined {
  const { mode, wanted = 'auto' } = choice;
  const errorsGiven = (given: GivenKinds) =>
    Object.fromEntries(
      choice.validationErrors
        .filter((one) => isSameGiven(one.given, given))
        .map((one) => [one.mode, one.error]),
    );
  const rows = choice.judgedOn === 'folds' ? 'parts of recordings left out in turn' : 'validation rows';
  const validationErrors = errorsGiven(allNames);
  if (wanted === mode) return `Why ${mode}: the manifest sets it.`;
  const judged = Object.entries(validationErrors).filter(
    (entry): entry is [string, number] => entry[1] !== null,
  );
  const own = validationErrors[mode];
  if (Object.keys(validationErrors).length === 0) return undefined;
  if (own === null || own === undefined) {
    return `Why ${mode}: it is best in most studies; there are no rows on which modes could be compared.`;
  }
  if (wanted !== 'auto') return `Why ${mode}: the manifest sets ${wanted}, which is not sound on ${rows}.`;
  const [least, leastError] = judged.reduce((best, one) => (one[1] < best[1] ? one : best));
  const of = 'RMSE divided by the deviation of the training rows';
  if (least === mode) {
    const controls = ['single', 'forest'].flatMap((control) => {
      const error = validationErrors[control];
      return control === mode || error == null ? [] : [`, ${control} ${error.toFixed(3)}`];
    });
    return `Why ${mode}: least error of ${judged.length} modes on ${rows} (${own.toFixed(3)}${controls.join('')}; ${of}).`;
  }
  const asGood = `as good on ${rows} as ${least} (${own.toFixed(3)} to ${leastError.toFixed(3)}; ${of})`;
  if (mode === 'nested')
    return `Why nested: ${asGood}; its shares are drawn towards usual ones, so that chance moves them least.`;
  const unnamed = errorsGiven(noNames)[mode];
  const best = unnamed == null ? '' : `, and best of those without names (${unnamed.toFixed(3)})`;
  return `Why ${mode}: ${asGood}${best}.`;
}
