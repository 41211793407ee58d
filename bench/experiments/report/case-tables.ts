import { decimals, percent } from '../../../layers/base/numbers/index.ts';
import type { Experiment } from '../experiment.ts';
import { errorRatio } from '../judge/select.ts';
import type { UnitResult } from '../result.ts';
import { markdownTable, meanText } from './markdown.ts';
import { overSeeds, type SummaryRow, summarise } from './summarise.ts';

/** The main tables of one case: models, then tasks and divisions if there are several. */
export function mainTables(units: readonly UnitResult[], over: Experiment['independentOver']): string[] {
  const rows = summarise(units);
  const tables = [modelTable(units, rows, over)];
  const tasks = new Set(rows.filter(({ scope }) => scope === 'task').map(({ name }) => name));
  if (over === 'subject' && tasks.size > 1) tables.push(scopeTable(rows, 'task', 'Angle by task, deg'));
  if (new Set(rows.map(({ cut }) => cut)).size > 1) tables.push(divisionTable(rows));
  return tables;
}

/** Tables by muscle, site and person, and of training time. */
export function furtherTables(units: readonly UnitResult[]): string[] {
  const rows = summarise(units);
  return [
    ...(['muscle', 'site', 'subject'] as const)
      .filter((scope) => rows.some((row) => row.scope === scope))
      .map((scope) =>
        scopeTable(rows, scope, scope === 'muscle' ? 'Force by muscle, N' : `Angle by ${scope}, deg`),
      ),
    ...torqueTables(rows),
    trainingTable(units),
  ];
}

/** Models of the first division, one a row. */
function modelTable(
  units: readonly UnitResult[],
  rows: readonly SummaryRow[],
  over: Experiment['independentOver'],
) {
  const cut = rows[0]!.cut;
  const own = rows.filter((row) => row.cut === cut);
  const find = (model: string, arm: string) =>
    own.find((row) => row.model === model && row.arm === arm && row.scope === 'all');
  const arms = (['no physics', 'no context'] as const).filter((arm) => own.some((row) => row.arm === arm));
  const models = modelsOf(own);
  const name = units[0]!.case;
  return markdownTable(
    [
      `${cut}: model`,
      'angle, deg',
      ...arms.map((arm) => `${arm}, deg`),
      'r',
      'nRMSE, %',
      'over `single`',
      'forces, N',
    ],
    models.map((model) => {
      const row = find(model, 'physics');
      const ratio = errorRatio(units, { case: name, model }, { case: name, model: 'single' }, over);
      const { mean: share = null } = row?.nrmse ?? {};
      return [
        model,
        meanText(row?.rmse),
        ...arms.map((arm) => meanText(find(model, arm)?.rmse)),
        decimals(row?.r.mean, 2),
        percent(share),
        ratio && model !== 'single' ? `${ratio.ratio.toFixed(2)} (${interval(ratio)})` : '–',
        meanText(forcesOf(own, model)),
      ];
    }),
  );
}

function interval({ low, high }: { low: number; high: number }): string {
  return Number.isFinite(high) ? `${low.toFixed(2)} to ${high.toFixed(2)}` : 'one seed';
}

/** Mean over muscles of the error of each muscle over the seeds. */
function forcesOf(rows: readonly SummaryRow[], model: string) {
  const ofMuscles = rows.filter(
    (row) => row.scope === 'muscle' && row.model === model && row.arm === 'physics',
  );
  const { mean } = overSeeds(ofMuscles.map(({ rmse }) => rmse.mean));
  return { mean, deviation: null };
}

/** Divisions, one a row; the modes that combine models in the columns. */
function divisionTable(rows: readonly SummaryRow[]) {
  const all = rows.filter(({ scope, arm }) => scope === 'all' && arm !== 'no context');
  const models = modelsOf(all).filter((model) => all.filter((row) => row.model === model).length > 2);
  const kinds = Map.groupBy(all, ({ cut, arm }) => `${cut}, ${arm}`);
  return markdownTable(
    ['Angle, deg', ...models],
    [...kinds].map(([kind, own]) => [
      kind,
      ...models.map((model) => meanText(own.find((row) => row.model === model)?.rmse)),
    ]),
  );
}

/** Names in one scope, one a row; the models of the first division in the columns. RMSE, and r in brackets. */
function scopeTable(rows: readonly SummaryRow[], scope: SummaryRow['scope'], title: string) {
  const cut = rows[0]!.cut;
  const own = rows.filter((row) => row.scope === scope && row.cut === cut && row.arm === 'physics');
  const models = modelsOf(own);
  const names = [...new Set(own.map(({ name }) => name))];
  return markdownTable(
    [title, ...models],
    names.map((name) => [
      name,
      ...models.map((model) => {
        const row = own.find((one) => one.name === name && one.model === model);
        return row ? `${meanText(row.rmse)} (${decimals(row.r.mean, 2)})` : '–';
      }),
    ]),
  );
}

/** Torque where it was measured, in percent of its range in each task; with and without physics. */
function torqueTables(rows: readonly SummaryRow[]): string[] {
  const cut = rows[0]!.cut;
  const own = rows.filter((row) => row.scope === 'torque of a task' && row.cut === cut);
  if (own.length === 0) return [];
  const models = modelsOf(own);
  const kinds = Map.groupBy(own, ({ name, arm }) => `${name}, ${arm}`);
  return [
    markdownTable(
      ['Torque by task, RMSE in % of its range (N m)', ...models],
      [...kinds].map(([kind, alike]) => [
        kind,
        ...models.map((model) => {
          const row = alike.find((one) => one.model === model);
          return row ? `${percent(row.nrmse.mean)} (${decimals(row.rmse.mean, 2)})` : '–';
        }),
      ]),
    ),
  ];
}

/** Seconds of one core; a state machine trains the local models side by side, so the longest one counts there. */
function trainingTable(units: readonly UnitResult[]) {
  const runs = units.flatMap((unit) => unit.runs);
  const kinds = Map.groupBy(runs, ({ cut, arm }) => `${cut}, ${arm}`);
  return markdownTable(
    [
      'Training',
      'locals in turn, s',
      'longest local, s',
      '`single`, s',
      'passes local',
      'passes single',
      'published',
    ],
    [...kinds].map(([kind, own]) => {
      const of = (pick: 'local' | 'single') =>
        own
          .map(({ trainings }) => trainings.filter((one) => one.kind === pick))
          .filter((some) => some.length > 0);
      const seconds = (parts: ReturnType<typeof of>, by: (seconds: number[]) => number) =>
        meanText(overSeeds(parts.map((part) => by(part.map((one) => one.seconds)))));
      const passes = (parts: ReturnType<typeof of>) =>
        meanText(overSeeds(parts.flatMap((part) => part.map((one) => one.passes))), 0);
      const modes = Map.groupBy(own, ({ mode }) => mode);
      return [
        kind,
        seconds(of('local'), (all) => all.reduce((sum, one) => sum + one, 0)),
        seconds(of('local'), (all) => Math.max(...all)),
        seconds(of('single'), (all) => Math.max(...all)),
        passes(of('local')),
        passes(of('single')),
        [...modes].map(([mode, some]) => `${mode} ${some.length}`).join(', '),
      ];
    }),
  );
}

function modelsOf(rows: readonly SummaryRow[]): string[] {
  return [...new Set(rows.map(({ model }) => model))];
}
