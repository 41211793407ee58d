export { contributionRows } from './contribution-rows.ts';
export { measuredAgainstPredictedSvg } from './figures/measured-against-predicted.ts';
export { renderReport } from './render-report.ts';
export { reportOfRun } from './report-of-run.ts';
export type { ContributionRow } from './run-report.ts';
