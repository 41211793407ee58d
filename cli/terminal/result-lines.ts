import { decimals, grouped, percent } from '../../layers/base/numbers/index.ts';
import { type ExpectedError, isWithAllNames, type Score } from '../../layers/model/weighing/index.ts';
import { type LocalModelCounts, learnersText, newPersonText } from '../../layers/run/report/index.ts';
import { shortened, tableLines } from './table.ts';
import { type Choice, whyPublished } from './why-published.ts';

/** The result of a model, as the terminal shows it. */
export interface ModelResult extends Choice {
  readonly joint: string;
  readonly scores: readonly Score[];
  /** Undefined if no fold has left people out. */
  readonly newPerson?: ExpectedError | undefined;
  /** `divided by task, as there are 3 tasks`; undefined if unknown. */
  readonly division?: string | undefined;
  /** Undefined if unknown. */
  readonly localModels?: LocalModelCounts | undefined;
}

/** One sentence, four rows (the published mode, one model on everything, forests, ridge regression), and why this mode. */
export function resultLines(result: ModelResult, width: number): string[] {
  const { scores, mode, joint, localModels } = result;
  const overall = (model: string) =>
    scores.find((one) => one.scope === 'all' && one.model === model && isWithAllNames(one));
  const published = overall(mode);
  const locals = localModels === undefined ? '' : `: ${localModelsText(localModels)}`;
  const division = result.division === undefined ? [] : [`The study is ${result.division}${locals}.`];
  const why = [whyPublished(result) ?? [], division].flat();
  if (published?.rmse == null) {
    return ['The error of the model is unknown, since nothing was held out.', '', ...why];
  }
  return [
    `${sentence(joint, published, mode === 'single' ? undefined : overall('single'))}`,
    '',
    ...tableLines(
      [
        ['', 'RMSE, deg', 'nRMSE, %', 'r'],
        figures(`published (${mode})`, published),
        figures('single (one model on everything)', overall('single')),
        figures("forest (extra trees, the product's own)", overall('forest')),
        figures('ridge (linear regression)', overall('ridge')),
      ],
      width,
    ),
    `nRMSE: RMSE divided by the ${published.nrmseDivisor}.`,
    ...torqueLines(result),
    '',
    ...[newPersonText(result.newPerson) ?? []].flat(),
    ...why,
  ];
}

/** `Torque of the knee: RMSE 4.1 N m, 3.4 % of the range of the measured values.` */
function torqueLines({ scores, mode }: ModelResult): string[] {
  return scores
    .filter(
      (one) => one.scope === 'torque' && one.unit === 'N m' && one.model === mode && isWithAllNames(one),
    )
    .map(
      ({ name, rmse, nrmse, nrmseDivisor }) =>
        `Torque of the ${shortened(name, 40)}: RMSE ${decimals(rmse, 1)} N m, ${percent(nrmse)} % of the ${nrmseDivisor}.`,
    );
}

/** `3 sub-domains; 9 networks and 65 forests`. */
function localModelsText(counts: LocalModelCounts): string {
  const { subdomains, dropped } = counts;
  const of = `${grouped(subdomains)} sub-domain${subdomains === 1 ? '' : 's'}`;
  const lost = dropped === 0 ? '' : `, ${grouped(dropped)} lost`;
  return `${of}; ${learnersText(counts, grouped)}${lost}`;
}

function sentence(joint: string, { rmse, n }: Score, single: Score | undefined): string {
  const of = `The published model misses the ${shortened(joint, 40)} angle by ${decimals(rmse, 1)} degrees (RMSE on ${grouped(n)} held-out rows)`;
  if (single?.rmse == null || single.rmse === 0) return `${of}.`;
  const ratio = rmse! / single.rmse;
  return `${of}, ${decimals(ratio, 2)} times the error of one model on everything.`;
}

function figures(name: string, score: Score | undefined): string[] {
  return [name, decimals(score?.rmse, 1), percent(score?.nrmse), decimals(score?.r, 2)];
}
