import { count, duration } from '../../../base/numbers/index.ts';
import { html } from '../html.ts';
import { learnersText, localModelCounts } from '../local-models.ts';
import type { Section } from '../page.ts';
import type { RunReport } from '../run-report.ts';

/** Study, run, joint, data and engine. */
export function whatRanSection(report: RunReport): Section {
  const { counts } = report;
  const models = localModelCounts(report.contributions);
  const facts: [string, string][] = [
    ['Study', report.study],
    ['Run', report.run],
    ['State', report.state],
    ['Finished', `${report.createdAt.slice(0, 10)} ${report.createdAt.slice(11, 16)} UTC`],
    ['Joint', report.joint],
    ['Engine', report.engine],
    [report.seeds.length === 1 ? 'Seed' : 'Seeds', report.seeds.join(', ')],
    ['Sites', count(counts.sites)],
    ['Subjects', count(counts.subjects)],
    ['Recordings', count(counts.recordings)],
    ['Recorded time', duration(counts.seconds)],
    [
      'Sub-domains',
      `${count(models.subdomains)}, by ${report.subdomainsBy}${report.subdomainsBecause === undefined ? '' : `, as ${report.subdomainsBecause}`}`,
    ],
    ['Local models', learnersText(models)],
    ['Weight of physics (λ)', String(report.physicsWeight)],
    ['Published mode', report.publishedMode],
    ['Training rows', count(counts.trainRows)],
    ['Validation rows', count(counts.validationRows)],
    ['Held-out rows', count(counts.heldOutRows)],
  ];
  return {
    id: 'what-ran',
    title: 'What ran',
    body: html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p class="note">A row is one sample of the features after resampling. A held-out stretch is a recording that was held out whole, or the last quarter of one, after a gap of a second. No training step and no choice of a weight has used held-out rows.</p>`,
  };
}
