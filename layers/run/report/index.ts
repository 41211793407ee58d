export { contributionRows } from './contribution-rows.ts';
export { familyRows } from './family-rows.ts';
export { measuredAgainstPredictedSvg } from './figures/measured-against-predicted.ts';
export { type LocalModelCounts, learnersText, localModelCounts } from './local-models.ts';
export { newPersonText } from './new-person-text.ts';
export { renderReport } from './render-report.ts';
export { reportOfRun } from './report-of-run.ts';
export type { ContributionRow, FamilyRow } from './run-report.ts';
