import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { duration } from '../../../layers/base/numbers/index.ts';
import type { Experiment } from '../experiment.ts';
import type { RunFacts } from '../result.ts';
import { furtherTables, mainTables } from './case-tables.ts';
import { compactJson } from './compact-json.ts';
import { errorFigure } from './error-figure.ts';
import type { ExperimentOutcome } from './experiment-outcome.ts';
import { type SummaryRow, summarise } from './summarise.ts';
import { verdictTable } from './verdict-table.ts';

/** Writes `<experiment>.json`, `.md` and `.svg` to the folder of results. */
export function writeResults(
  folder: URL,
  outcome: ExperimentOutcome,
  over: Experiment['independentOver'],
  code: string,
): void {
  mkdirSync(folder, { recursive: true });
  const measured = outcome.cases.filter(({ units }) => units.length > 0);
  const report = {
    name: outcome.name,
    asks: outcome.asks,
    machine: machine(),
    versions: { node: process.version, v8: process.versions.v8 },
    code,
    date: today(),
    seeds: outcome.seeds,
    coreSeconds: Math.round(outcome.coreSeconds),
    verdicts: outcome.verdicts,
    cases: outcome.cases.map(({ name, asks, settings, units, skipped }) => ({
      name,
      asks,
      settings,
      ...(skipped === undefined ? {} : { skipped }),
      columns: [
        'division',
        'arm',
        'model',
        'scope',
        'name',
        'unit',
        'RMSE',
        '±',
        'nRMSE',
        'r',
        'R2',
        'seeds',
      ],
      rows: summarise(units).map(flat),
      runs: units.flatMap(({ seed, runs }) =>
        runs.map((run) => ({ seed, ...run, trainings: trainingsOf(run) })),
      ),
    })),
  };
  writeFileSync(new URL(`${outcome.name}.json`, folder), compactJson(report));
  writeFileSync(new URL(`${outcome.name}.md`, folder), markdown(outcome, over));
  if (measured.length > 0) {
    writeFileSync(new URL(`${outcome.name}.svg`, folder), errorFigure(measured.map(({ units }) => units)));
  }
}

export function machine(): string {
  return `${cpus()[0]!.model.trim()}, ${cpus().length} cores`;
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function flat({ cut, arm, model, scope, name, unit, rmse, nrmse, r, r2, seeds }: SummaryRow) {
  const figures = [rmse.mean, rmse.deviation, nrmse.mean, r.mean, r2.mean].map((value) =>
    value === null ? null : Number(value.toPrecision(4)),
  );
  return [cut, arm, model, scope, name, unit, ...figures, seeds];
}

/** Time of each training, by kind, in the partition's order. */
function trainingsOf({ trainings }: RunFacts) {
  const of = (kind: 'local' | 'single') => trainings.filter((one) => one.kind === kind);
  const lists = (kind: 'local' | 'single') => ({
    rows: of(kind).map(({ rows }) => rows),
    passes: of(kind).map(({ passes }) => passes),
    seconds: of(kind).map(({ seconds }) => seconds),
  });
  return { local: lists('local'), single: lists('single') };
}

/** All results of an experiment as tables: targets, then each case by model, division, task, muscle, site and person. */
export function markdown(outcome: ExperimentOutcome, over: Experiment['independentOver']): string {
  const parts = outcome.cases.flatMap(({ name, asks, units, skipped }) => [
    `## ${name}`,
    asks,
    ...(units.length === 0
      ? [skipped ?? 'Not measured.']
      : [...mainTables(units, over), ...furtherTables(units)]),
  ]);
  const verdicts = outcome.verdicts.length > 0 ? [verdictTable(outcome.verdicts)] : [];
  const { seeds, coreSeconds } = outcome;
  const measured = `Measured ${today()} on ${machine()}, Node ${process.version}, seeds ${seeds.join(', ')}: ${duration(coreSeconds)} of one core.`;
  return `${[`# ${outcome.name}`, outcome.asks, ...verdicts, measured, ...parts].join('\n\n')}\n`;
}
