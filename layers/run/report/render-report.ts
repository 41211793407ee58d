import { html } from './html.ts';
import { page } from './page.ts';
import type { RunReport } from './run-report.ts';
import { contributionsSection } from './sections/contributions.ts';
import { forcesSection } from './sections/forces.ts';
import { intervalsSection } from './sections/intervals.ts';
import { physicsSection } from './sections/physics.ts';
import { provenanceSection } from './sections/provenance.ts';
import { resultsSection } from './sections/results.ts';
import { summary } from './sections/summary.ts';
import { torqueSection } from './sections/torque.ts';
import { warningsSection } from './sections/warnings.ts';
import { whatRanSection } from './sections/what-ran.ts';

/** The report of a run as one HTML document, without scripts or requests; for light and dark screens and for print. */
export function renderReport(report: RunReport): string {
  const torque = torqueSection(report);
  const sections = [
    whatRanSection(report),
    resultsSection(report),
    forcesSection(report),
    ...(torque ? [torque] : []),
    intervalsSection(report),
    contributionsSection(report),
    physicsSection(report),
    warningsSection(report),
    provenanceSection(report),
  ];
  return page({
    title: `${report.study}, run ${report.run}`,
    header: summary(report),
    sections,
    footer: html`Made by Sarcomere for run <code>${report.run}</code> of study <code>${report.study}</code>, ${report.createdAt}.`,
  });
}
