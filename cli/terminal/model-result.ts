import { type Division, divisionText } from '../../layers/model/dataset/index.ts';
import type { MetricsJson } from '../../layers/run/records/index.ts';
import { type ContributionRow, localModelCounts } from '../../layers/run/report/index.ts';
import type { ModelResult } from './result-lines.ts';

/** Fields of `provenance.json` that the terminal shows. */
export interface Provenance {
  readonly settings?: {
    readonly joint?: string;
    readonly subdomains?: Pick<Division, 'by' | 'because'>;
    readonly ensemble?: { readonly mode?: string };
  };
}

/**
 * The result of a model for the terminal, from the files beside the model.
 *
 * @param provenance undefined if the file is missing
 * @param contributions likewise
 */
export function modelResult(
  { mode, scores, validationErrors, judgedOn, expectedErrors }: MetricsJson,
  provenance: Provenance | undefined,
  contributions: readonly ContributionRow[] | undefined,
): ModelResult {
  const { joint = 'joint', subdomains, ensemble } = provenance?.settings ?? {};
  return {
    mode,
    wanted: ensemble?.mode,
    validationErrors,
    judgedOn,
    newPerson: expectedErrors?.newPerson,
    joint,
    scores,
    division: subdomains && divisionText(subdomains),
    localModels: contributions && localModelCounts(contributions),
  };
}
