import type { ContributionRow } from './run-report.ts';

/** Contributions of the local models, without the single model. */
export function localModels(contributions: readonly ContributionRow[]): ContributionRow[] {
  return contributions.filter((row) => row.subdomain !== control);
}

/** Contribution of the single model; undefined if the run trained none. */
export function controlModel(contributions: readonly ContributionRow[]): ContributionRow | undefined {
  return contributions.find((row) => row.subdomain === control);
}

const control = 'single';
