import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { duration } from '../../../layers/report/format.ts';
import type { Experiment } from '../experiment.ts';
import { mainTables } from './case-tables.ts';
import type { Told } from './told.ts';
import { verdictTable } from './verdict-table.ts';
import { machine, today } from './write-results.ts';

/** The part of docs/evidence.md that one experiment writes; what stands outside the marks is written by hand. */
const begin = (name: string) => `<!-- npm run study -- ${name}: begin -->`;
const end = (name: string) => `<!-- npm run study -- ${name}: end -->`;

/** Puts an experiment's findings between its marks in a document. A document without them is left alone. */
export function writeEvidence(document: URL, name: string, findings: string): void {
  if (!existsSync(document)) return;
  const text = readFileSync(document, 'utf8');
  const [before, rest] = text.split(begin(name));
  const after = rest?.split(end(name))[1];
  if (before === undefined || after === undefined) return;
  writeFileSync(document, `${before}${begin(name)}\n\n${findings}\n\n${end(name)}${after}`);
}

/** What was asked, what came out of each target, and the main tables. */
export function evidenceOf(told: Told, over: Experiment['independentOver'], workers: number): string {
  const cases = told.cases.flatMap(({ name, asks, units, skipped }) => [
    `### ${name.replaceAll('-', ' ')}`,
    asks,
    ...(units.length === 0 ? [skipped ?? 'Not measured.'] : mainTables(units, over)),
  ]);
  const seeds = told.seeds.length === 1 ? `seed ${told.seeds[0]}` : `seeds ${told.seeds.join(', ')}`;
  return [
    told.asks,
    ...(told.verdicts.length > 0 ? [verdictTable(told.verdicts)] : []),
    `![Angle error of each model, a panel a case](../test/experiments/results/${told.name}.svg)`,
    ...cases,
    `By muscle, site and person, with what each training took: [results](../test/experiments/results/${told.name}.md). ` +
      `Measured ${today()} on ${machine()}, Node ${process.version}, ${seeds}: ${duration(told.coreSeconds)} of one core, ` +
      `with ${workers} workers about ${duration(told.coreSeconds / workers)}.`,
  ].join('\n\n');
}
