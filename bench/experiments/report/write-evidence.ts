import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Verdict } from '../judge/target.ts';
import { type Question, questions } from './evidence-questions.ts';
import { type EvidenceTable, evidenceTables } from './evidence-tables.ts';
import { markdownTable, meanText } from './markdown.ts';
import { type ResultChoice, type Results, readResults } from './read-results.ts';

/** The text between these marks in docs/evidence.md is generated from the results; the rest is written by hand. */
const begin = (part: string) => `<!-- npm run study -- evidence: ${part}: begin -->`;
const end = (part: string) => `<!-- npm run study -- evidence: ${part}: end -->`;

/** In the order of docs/evidence.md. */
const reported = ['wrist', 'wrist-scenarios', 'knee', 'treadmill', 'cost'];

/**
 * Writes the generated parts of docs/evidence.md from the results of all experiments. A document without the marks stays
 * unchanged.
 */
export function writeEvidence(document: URL, results: URL): void {
  if (!existsSync(document)) return;
  writeFileSync(document, withEvidence(readFileSync(document, 'utf8'), results));
}

/** @returns the text of docs/evidence.md, with its generated parts from the current results */
export function withEvidence(text: string, results: URL): string {
  const all = new Map(
    reported.flatMap((name) => {
      const found = readResults(results, name);
      return found ? [[name, found] as const] : [];
    }),
  );
  const parts = new Map([
    ['questions', questionTable(questions, all)],
    ['targets', targetTable([...all.values()].flatMap(({ verdicts }) => verdicts))],
    ...evidenceTables.flatMap((table) => {
      const own = all.get(table.experiment);
      return own ? [[table.experiment, tableOf(table, own)] as const] : [];
    }),
  ]);
  return [...parts].reduce((document, [part, content]) => put(document, part, content), text);
}

function put(text: string, part: string, content: string): string {
  const [before, rest] = text.split(begin(part));
  const after = rest?.split(end(part))[1];
  if (before === undefined || after === undefined) return text;
  return `${before}${begin(part)}\n${content}\n${end(part)}${after}`;
}

function questionTable(asked: readonly Question[], all: ReadonlyMap<string, Results>): string {
  return markdownTable(
    ['Question', 'Answer', 'Measured', 'From'],
    asked.flatMap(({ asks, answer, experiment, targets = [], errors = [] }) => {
      const results = all.get(experiment);
      if (!results) return [];
      const figures = [
        ...targets.map((claim) => {
          const verdict = results.verdicts.find((one) => one.claim.startsWith(claim));
          return verdict ? `${verdict.measured} (${verdict.interval})` : 'not measured';
        }),
        ...errors.map(([label, pick]) => `${label} ${meanText(results.error(pick))} deg`),
      ];
      return [[asks, answer, figures.join('; '), link(experiment)]];
    }),
    { texts: 4 },
  );
}

function link(experiment: string): string {
  return `[results](../bench/experiments/results/${experiment}.md)`;
}

/** Targets and measured values of all experiments, one line each. */
function targetTable(verdicts: readonly Verdict[]): string {
  const word = (isReached: boolean | undefined) =>
    isReached === undefined ? 'not measured' : isReached ? 'reached' : '**MISSED**';
  return markdownTable(
    ['Target', 'Measured', 'Interval', ''],
    verdicts.map(({ experiment, claim, measured, interval, isReached }) => [
      `${experiment}: ${claim}`,
      measured,
      interval,
      word(isReached),
    ]),
  );
}

function tableOf({ corner, columns, rows }: EvidenceTable, results: Results): string {
  return markdownTable(
    [corner, ...columns.map(({ label }) => label)],
    rows.map((row) => [
      row.label,
      ...columns.map((column) => meanText(results.error({ ...row.pick, ...column.pick } as ResultChoice))),
    ]),
  );
}
