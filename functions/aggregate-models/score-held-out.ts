import { mostAnswers } from '../../layers/capacity/aggregate-needs.ts';
import type { Combined } from '../../layers/ensemble/combine.ts';
import { type Evidence, everything, viewOf } from '../../layers/ensemble/evidence/evidence.ts';
import type { FittedMode } from '../../layers/ensemble/evidence/judge-modes.ts';
import { namesOf } from '../../layers/ensemble/gates/names-of.ts';
import type { KnowledgeIntervals } from '../../layers/ensemble/global-model.ts';
import { type IntervalCoverage, intervalCoverage } from '../../layers/ensemble/interval/interval-coverage.ts';
import type { LocalNetwork } from '../../layers/learning/local-network.ts';
import { namings } from '../../layers/preparation/name-inputs.ts';
import { type SampleTable, takeRows } from '../../layers/preparation/sample-table.ts';
import { answerStreaming } from './answer-streaming.ts';

/** What follows the name of a mode where neither its gate nor its members were told whose recording it is. */
export const unnamed = ' (unnamed)';

/** The held-out rows that are scored: all, or every second one, every third, ..., so that it takes no more than minutes. */
export function scoredRows(table: SampleTable, members: number): SampleTable {
  const step = Math.ceil((table.rows * members) / mostAnswers);
  if (step <= 1) return table;
  return takeRows(
    table,
    Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step),
  );
}

/** What each mode says to held-out rows: told subject, site and task, and once more without, where that differs. */
export async function answersOf(
  table: SampleTable,
  networks: AsyncIterable<LocalNetwork>,
  fitted: readonly FittedMode[],
  { problem, members }: Evidence,
): Promise<Map<string, Combined>> {
  const told = viewOf(table, problem, everything);
  const untold = viewOf(table, problem, []);
  const asked = fitted.flatMap(({ name, gate }) => {
    const named = [name, { gate, view: told }] as const;
    const makesDifference = namings.some((by) => namesOf(gate, problem.inputNames, by).size > 0);
    return makesDifference ? [named, [name + unnamed, { gate, view: untold }] as const] : [named];
  });
  const answers = await answerStreaming(
    asked.map(([, question]) => question),
    networks,
    members.length,
    problem.muscles.length,
  );
  return new Map(asked.map(([name], at) => [name, answers[at]!]));
}

/** How the 90 % intervals do on held-out rows, told whose recording it is and not. */
export function coverageOf(
  table: SampleTable,
  said: { readonly named: Combined; readonly unnamed: Combined },
  evidence: Evidence,
  { named, unnamed }: KnowledgeIntervals,
): { readonly named: IntervalCoverage; readonly unnamed: IntervalCoverage } {
  const { recordings, muscles } = evidence.problem;
  const isTrained = (row: number) =>
    Object.hasOwn(evidence.coverage.subject, recordings[table.recording[row]!]!.subject);
  const names = muscles.map(({ name }) => name);
  return {
    // As in a prediction: naming somebody who was in no training row makes nothing more certain.
    named: intervalCoverage(table, said.named, names, (row) => (isTrained(row) ? named : unnamed)),
    unnamed: intervalCoverage(table, said.unnamed, names, () => unnamed),
  };
}
