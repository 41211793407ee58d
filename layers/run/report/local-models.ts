import type { ContributionRow } from './run-report.ts';

/** Contributions of sub-domains proper, without the control that saw everything. */
export function localModels(contributions: readonly ContributionRow[]): ContributionRow[] {
  return contributions.filter((row) => row.subdomain !== control);
}

/** The one network trained on everything, where the run trained it. */
export function controlModel(contributions: readonly ContributionRow[]): ContributionRow | undefined {
  return contributions.find((row) => row.subdomain === control);
}

const control = 'single';
