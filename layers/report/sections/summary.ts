import { count, counted, decimals, duration } from '../format.ts';
import { type Html, html } from '../html.ts';
import { localModels } from '../local-models.ts';
import { overall } from '../metrics.ts';
import type { RunReport } from '../run-report.ts';

/** Head of the report: the study, one sentence with the result beside ridge regression, and the numbers behind it. */
export function summary(report: RunReport): Html {
  const { counts, joint, publishedMode } = report;
  const published = overall(report, publishedMode);
  return html`<p class="kicker"><strong>Sarcomere</strong> <span>${joint} model</span> <span>${report.state}</span> <span>run <code>${report.run}</code></span> <time datetime="${report.createdAt}">${report.createdAt.slice(0, 10)}</time></p>
<h1>${report.study}</h1>
<p class="lead">${verdict(report)}</p>
<dl class="key">
${figureOf('held-out angle RMSE', decimals(published?.rmse, 1), 'deg')}
${figureOf('Pearson r, held out', decimals(published?.r, 2), '')}
${figureOf('local models', count(localModels(report.contributions).filter((row) => row.dropped === undefined).length), `by ${report.subdomainsBy}`)}
${figureOf(`${counted(counts.subjects, 'subject')}, ${counted(counts.sites, 'site')}`, count(counts.recordings), 'recordings')}
${figureOf('recorded', duration(counts.seconds).split(' ')[0] ?? '', duration(counts.seconds).split(' ')[1] ?? '')}
</dl>`;
}

function figureOf(label: string, value: string, unit: string): Html {
  return html`<div><dt>${label}</dt><dd>${value}${unit !== '' && html` <small>${unit}</small>`}</dd></div>`;
}

/** The result said plainly, also where it speaks against the published model. */
function verdict(report: RunReport): string {
  const { joint, publishedMode } = report;
  const published = overall(report, publishedMode)?.rmse ?? null;
  if (published === null)
    return `No held-out recording could be scored, so the error of this ${joint} model is unknown.`;
  const sentence = `On recordings it never saw, the published model (${publishedMode}) misses the ${joint} angle by ${decimals(published, 1)}° RMSE.`;
  const comparisons = ['single', 'ridge'].flatMap((model) => {
    const rmse = overall(report, model)?.rmse ?? null;
    return rmse === null || model === publishedMode ? [] : [`${nameOf[model]} by ${decimals(rmse, 1)}°`];
  });
  return comparisons.length === 0
    ? sentence
    : `${sentence} On the same samples ${comparisons.join(' and ')}.`;
}

const nameOf: Readonly<Record<string, string>> = {
  single: 'one network trained on everything misses it',
  ridge: 'ridge regression',
};
