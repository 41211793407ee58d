export { measuredAgainstPredictedSvg } from './figures/measured-against-predicted.ts';
export { renderReport } from './render-report.ts';
export type { ContributionRow, LabelRow, RunReport, Trace } from './run-report.ts';
