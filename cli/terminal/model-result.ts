import type { Score } from '../../layers/ensemble/score.ts';
import { type Division, divisionText } from '../../layers/preparation/division.ts';
import type { ContributionRow } from '../../layers/report/run-report.ts';
import type { ModelResult } from './result-lines.ts';

/** What `metrics.json` of a model holds that the terminal shows. */
export interface Metrics {
  readonly mode: string;
  /** Absent in models of earlier versions. */
  readonly warnings?: readonly string[];
  readonly scores: readonly Score[];
  readonly validationErrors?: Readonly<Record<string, number | null>>;
  readonly validationErrorsUnnamed?: Readonly<Record<string, number | null>>;
}

/** What `provenance.json` of a model holds that the terminal shows. */
export interface Provenance {
  readonly settings?: {
    readonly joint?: string;
    readonly subdomains?: Pick<Division, 'by' | 'because'>;
    readonly ensemble?: { readonly mode?: string };
  };
}

/**
 * What the terminal tells of a model, out of the files beside it.
 *
 * @param provenance absent if the file is not there
 * @param contributions likewise
 */
export function modelResult(
  { mode, scores, validationErrors, validationErrorsUnnamed }: Metrics,
  provenance: Provenance | undefined,
  contributions: readonly ContributionRow[] | undefined,
): ModelResult {
  const { joint = 'joint', subdomains, ensemble } = provenance?.settings ?? {};
  const locals = contributions?.filter(
    ({ subdomain, dropped }) => subdomain !== 'single' && dropped === undefined,
  );
  return {
    mode,
    wanted: ensemble?.mode,
    validationErrors,
    validationErrorsUnnamed,
    joint,
    scores,
    division: subdomains && divisionText(subdomains),
    localModels: locals?.length,
  };
}
