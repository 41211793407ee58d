import { count, counted, decimals, duration } from '../../../base/numbers/index.ts';
import { noNames } from '../../../model/inputs/index.ts';
import { type Html, html } from '../html.ts';
import { controlModel, type LocalModelCounts, localModelCounts } from '../local-models.ts';
import { overall } from '../metrics.ts';
import { newPersonText } from '../new-person-text.ts';
import type { RunReport } from '../run-report.ts';

/** Head of the report: the study, the result in one sentence beside the single model, forests and ridge regression, and key numbers. */
export function summary(report: RunReport): Html {
  const { counts, joint, publishedMode } = report;
  const published = overall(report, publishedMode);
  const models = localModelCounts(report.contributions);
  return html`<p class="kicker"><strong>Sarcomere</strong> <span>${joint} model</span> <span>${report.state}</span> <span>run <code>${report.run}</code></span> <time datetime="${report.createdAt}">${report.createdAt.slice(0, 10)}</time></p>
<h1>${report.study}</h1>
<p class="lead">${verdict(report)}${expectation(report)}</p>
<dl class="key">
${figureOf('held-out angle RMSE', decimals(published?.rmse, 1), 'deg')}
${figureOf('Pearson r, held out', decimals(published?.r, 2), '')}
${figureOf('sub-domains', count(models.subdomains), `by ${report.subdomainsBy}`)}
${figureOf(...localModelsFigure(models))}
${figureOf(`${counted(counts.subjects, 'subject')}, ${counted(counts.sites, 'site')}`, count(counts.recordings), 'recordings')}
${figureOf('recorded', duration(counts.seconds).split(' ')[0] ?? '', duration(counts.seconds).split(' ')[1] ?? '')}
</dl>`;
}

/** Label, number and unit. */
function localModelsFigure({ networks, forests }: LocalModelCounts): [string, string, string] {
  if (forests === 0) return ['local models', count(networks), ''];
  const kinds = `${counted(networks, 'network')}, ${counted(forests, 'forest')}`;
  return [kinds, count(networks + forests), 'local models'];
}

function figureOf(label: string, value: string, unit: string): Html {
  return html`<div><dt>${label}</dt><dd>${value}${unit !== '' && html` <small>${unit}</small>`}</dd></div>`;
}

/** The result in plain words, whether or not the published model is the best. */
function verdict(report: RunReport): string {
  const { joint, publishedMode } = report;
  const published = overall(report, publishedMode)?.rmse ?? null;
  if (published === null)
    return `No held-out recording could be scored, so the error of this ${joint} model is unknown.`;
  const unnamed = overall(report, publishedMode, noNames)?.rmse ?? null;
  const without =
    unnamed === null ? '' : `, and by ${decimals(unnamed, 1)}° if subject, site and task are not named`;
  const sentence = `${heldOutWords(report.heldOut)}, the published model (${publishedMode}) misses the ${joint} angle by ${decimals(published, 1)}° RMSE${without}.`;
  const yardsticks = [
    { model: 'single', name: `one network trained on ${trainedOn(report)}`, verb: 'misses' },
    { model: 'forest', name: 'forests of extremely randomised trees alone', verb: 'miss' },
    { model: 'ridge', name: 'ridge regression', verb: 'misses' },
  ].flatMap(({ model, name, verb }) => {
    const rmse = overall(report, model)?.rmse ?? null;
    return rmse === null || model === publishedMode ? [] : [{ name, verb, by: `by ${decimals(rmse, 1)}°` }];
  });
  const [first, ...others] = yardsticks;
  if (!first) return sentence;
  const named = unnamed === null ? '' : ', with names,';
  const parts = [
    `${first.name} ${first.verb} it ${first.by}`,
    ...others.map(({ name, by }) => `${name} ${by}`),
  ];
  const listed =
    parts.length < 3 ? parts.join(' and ') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
  return `${sentence} On the same samples${named} ${listed}.`;
}

/** What to expect of the model for a new person, from folds. */
function expectation({ expectedErrors }: RunReport): string {
  const sentence = newPersonText(expectedErrors?.newPerson);
  return sentence === undefined ? '' : ` ${sentence}`;
}

/** The held-out data in words: whole recordings, the last quarters of others, or both. */
function heldOutWords({ whole, lastQuarters, ofNewPeople }: RunReport['heldOut']): string {
  const parts = [
    ...(whole > 0
      ? [`${counted(whole, 'recording')} that ${whole === 1 ? 'was' : 'were'} held out whole`]
      : []),
    ...(lastQuarters > 0
      ? [`the last quarter of ${counted(lastQuarters, 'recording')} (the model learned from the rest)`]
      : []),
  ];
  const all = whole + lastQuarters;
  const people =
    ofNewPeople === 0
      ? ''
      : ofNewPeople === all
        ? ', all of people without training data'
        : `, ${count(ofNewPeople)} of them of people without training data`;
  return `On ${parts.join(' and ')}${people}`;
}

/** Training data of the single model: `everything`, or a part of it in a large study. */
function trainedOn({ contributions }: RunReport): string {
  return controlModel(contributions)?.label ?? 'everything';
}
