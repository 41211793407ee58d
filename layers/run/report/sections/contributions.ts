import { count, counted, decimals, duration, percent } from '../../../base/numbers/index.ts';
import { figure } from '../figure.ts';
import { contributionsSvg } from '../figures/contributions.ts';
import { trainingCurvesSvg } from '../figures/training-curves.ts';
import { html } from '../html.ts';
import { controlModel, learnersText, localModelCounts, localModels, ofDivision } from '../local-models.ts';
import type { Section } from '../page.ts';
import type { ContributionRow, RunReport } from '../run-report.ts';
import { table } from '../table.ts';
import { familyTable } from './family-table.ts';

/**
 * Error, weight and cost of the models: by family, and of each network of the division; and the models that were refused.
 * Further networks and forests, of which there may be hundreds, are only summed up.
 */
export function contributionsSection(report: RunReport): Section {
  const { contributions, families, curves } = report;
  const division = divisionOf(contributions);
  const shown = mostWeighty(division);
  const local = ofDivision(shown);
  const arrived = ofDivision(contributions).filter((row) => row.dropped === undefined).length;
  return {
    id: 'contributions',
    title: 'Contributions of the local models',
    body: html`<p>${sentence(report)}</p>
${families.length > 1 && html`<h3>By family</h3>\n${familyTable(families, report.publishedMode)}\n<h3>Networks of the division</h3>`}
${shown.length < division.length && html`<p>The page shows the ${count(shown.length)} of ${count(division.length)} models with the largest weights; contributions.json has all of them.</p>`}
${local.length > 0 && figure(contributionsSvg(local, arrived), 'Error of each network of the division, and the weight that the mode inverse-error computes from it. Each panel is scaled to its largest bar; the values are beside the bars.')}
${contributionTable(shown)}
${curves.length > 0 && figure(trainingCurvesSvg(curves), curvesCaption(report))}`,
  };
}

/** The networks of the division, and the single model, in the order of the run. */
function divisionOf(contributions: readonly ContributionRow[]): ContributionRow[] {
  const own = new Set([...ofDivision(contributions), controlModel(contributions)]);
  return contributions.filter((row) => own.has(row));
}

function curvesCaption({ contributions, curves, physicsWeight, labels }: RunReport): string {
  const division = divisionOf(contributions);
  const trained = division.filter((row) => row.dropped === undefined).length;
  const which = curves.length < trained ? `, of ${count(curves.length)} of ${count(trained)} trainings` : '';
  const ofWhich =
    division.length < contributions.length ? ' of a network of the division or of the single model' : '';
  const hasPhysics = physicsWeight > 0 && labels.some((label) => label.isLearnt && label.physics !== 'none');
  const without = curves.filter(({ validation }) => validation.every((error) => error === null)).length;
  const missing =
    without === 0
      ? ''
      : ` ${counted(without, 'sub-domain')} without validation rows ${without === 1 ? 'has' : 'have'} no line there.`;
  return `One line for each training${ofWhich}${which}. Left: the loss that is minimised: squared errors over variances, ${hasPhysics ? 'the residual of the equation of motion ' : ''}and the decay of the parameters. Right: the RMSE of outputs divided by their training deviation, on validation rows, which no training step uses.${missing} Neither has a unit.`;
}

/** Limit of rows in the table; they keep their order. */
const mostShown = 200;

function mostWeighty(contributions: readonly ContributionRow[]): readonly ContributionRow[] {
  if (contributions.length <= mostShown) return contributions;
  const control = controlModel(contributions);
  const rank = (row: ContributionRow) => (row === control ? Number.POSITIVE_INFINITY : row.weight);
  const kept = new Set([...contributions].sort((a, b) => rank(b) - rank(a)).slice(0, mostShown));
  return contributions.filter((row) => kept.has(row));
}

function sentence({ contributions, subdomainsBy, subdomainsBecause }: RunReport): string {
  const local = localModels(contributions);
  const { subdomains, dropped, ...arrived } = localModelCounts(contributions);
  const longest = local.reduce((most, row) => Math.max(most, row.seconds), 0);
  const serial = local.reduce((sum, row) => sum + row.seconds, 0);
  const control = controlModel(contributions);
  const lost =
    dropped === 0
      ? 'all local models arrived'
      : `${counted(dropped, 'local model was', 'local models were')} dropped`;
  const further = local.length > subdomains ? ` ${learnersText(arrived)} were trained.` : '';
  const ofControl =
    control === undefined
      ? ''
      : control.dropped === undefined
        ? ` One network on ${control.label}, the single model, took ${duration(control.seconds)}.`
        : ` One network on ${control.label}, the single model, is missing.`;
  const because = subdomainsBecause === undefined ? '' : `, as ${subdomainsBecause},`;
  return `The training data were divided by ${subdomainsBy}${because} into ${counted(subdomains, 'sub-domain')}; ${lost}.${further} Trained side by side, the slowest took ${duration(longest)}; one after the other, all would have taken ${duration(serial)}.${ofControl}`;
}

function contributionTable(contributions: readonly ContributionRow[]) {
  return table<ContributionRow>({
    caption: html`Errors are RMSE over outputs divided by their training deviation (no unit). A dash: the sub-domain has no validation rows, or no model. The weights are those of the mode inverse-error, whichever mode is published. They sum to 100 % over the networks of the division; the single model has none.`,
    groups: [{ rows: contributions }],
    rowClass: (row) => (row.dropped === undefined ? '' : 'dropped'),
    columns: [
      { heading: 'Sub-domain', cell: (row) => row.label },
      { heading: 'Rows', numeric: true, cell: (row) => count(row.rows) },
      { heading: 'Training time (s)', numeric: true, cell: (row) => decimals(row.seconds, 1) },
      { heading: 'Training error', numeric: true, cell: (row) => decimals(row.trainingError, 3) },
      { heading: 'Validation error', numeric: true, cell: (row) => decimals(row.validationError, 3) },
      { heading: 'Error for the weight', numeric: true, cell: (row) => decimals(row.error, 3) },
      {
        heading: 'Weight (%)',
        numeric: true,
        cell: (row) => (row === controlModel(contributions) ? '–' : percent(row.weight)),
      },
      ...(contributions.some((row) => row.dropped !== undefined)
        ? [{ heading: 'Dropped because', cell: (row: ContributionRow) => row.dropped ?? '' }]
        : []),
    ],
  });
}
