import { count, counted, decimals, duration, percent } from '../../../base/numbers/index.ts';
import { figure } from '../figure.ts';
import { contributionsSvg } from '../figures/contributions.ts';
import { trainingCurvesSvg } from '../figures/training-curves.ts';
import { html } from '../html.ts';
import { controlModel, localModels } from '../local-models.ts';
import type { Section } from '../page.ts';
import type { ContributionRow, RunReport } from '../run-report.ts';
import { table } from '../table.ts';

/** Error, weight and cost of each local model, and the models that were refused. */
export function contributionsSection(report: RunReport): Section {
  const { contributions, curves } = report;
  const shown = mostWeighty(contributions);
  const local = localModels(shown);
  const arrived = localModels(contributions).filter((row) => row.dropped === undefined).length;
  return {
    id: 'contributions',
    title: 'Contributions of the local models',
    body: html`<p>${sentence(report)}</p>
${shown.length < contributions.length && html`<p>The page shows the ${count(shown.length)} of ${count(contributions.length)} models with the largest weights; contributions.json has all of them.</p>`}
${local.length > 0 && figure(contributionsSvg(local, arrived), 'Error of each local model, and the weight that the mode inverse-error computes from it. Each panel is scaled to its largest bar; the values are beside the bars.')}
${contributionTable(shown)}
${curves.length > 0 && figure(trainingCurvesSvg(curves), curvesCaption(report))}`,
  };
}

function curvesCaption({ contributions, curves, physicsWeight, labels }: RunReport): string {
  const trained = contributions.filter((row) => row.dropped === undefined).length;
  const which = curves.length < trained ? `, of ${count(curves.length)} of ${count(trained)} trainings` : '';
  const hasPhysics = physicsWeight > 0 && labels.some((label) => label.isLearnt && label.physics !== 'none');
  const without = curves.filter(({ validation }) => validation.every((error) => error === null)).length;
  const missing =
    without === 0
      ? ''
      : ` ${counted(without, 'sub-domain')} without validation rows ${without === 1 ? 'has' : 'have'} no line there.`;
  return `One line for each training${which}. Left: the loss that is minimised: squared errors over variances, ${hasPhysics ? 'the residual of the equation of motion ' : ''}and the decay of the parameters. Right: the RMSE of outputs divided by their training deviation, on validation rows, which no training step uses.${missing} Neither has a unit.`;
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
  const dropped = local.filter((row) => row.dropped !== undefined).length;
  const longest = local.reduce((most, row) => Math.max(most, row.seconds), 0);
  const serial = local.reduce((sum, row) => sum + row.seconds, 0);
  const control = controlModel(contributions);
  const lost =
    dropped === 0
      ? 'all local models arrived'
      : `${counted(dropped, 'local model was', 'local models were')} dropped`;
  const ofControl =
    control === undefined
      ? ''
      : control.dropped === undefined
        ? ` One network on ${control.label}, the control, took ${duration(control.seconds)}.`
        : ` One network on ${control.label}, the control, is missing.`;
  const because = subdomainsBecause === undefined ? '' : `, as ${subdomainsBecause},`;
  return `The training data were divided by ${subdomainsBy}${because} into ${counted(local.length, 'sub-domain')}; ${lost}. Trained side by side, the slowest took ${duration(longest)}; one after the other, all would have taken ${duration(serial)}.${ofControl}`;
}

function contributionTable(contributions: readonly ContributionRow[]) {
  return table<ContributionRow>({
    caption: html`Errors are RMSE over outputs divided by their training deviation (no unit). A dash: the sub-domain has no validation rows, or no model. The weights are those of the mode inverse-error, whichever mode is published. The weights of all local models sum to 100 %; the control has none.`,
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
