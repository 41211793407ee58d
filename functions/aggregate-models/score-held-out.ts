import { type Combined, combine } from '../../layers/ensemble/combine.ts';
import { type Evidence, everything, type Told, viewOf } from '../../layers/ensemble/evidence/evidence.ts';
import type { FittedMode } from '../../layers/ensemble/evidence/judge-modes.ts';
import type { Gate } from '../../layers/ensemble/gates/gate.ts';
import { weightsOf } from '../../layers/ensemble/gates/weights-of.ts';
import type { KnowledgeIntervals } from '../../layers/ensemble/global-model.ts';
import { halfWidth, type Interval, type OutputIntervals } from '../../layers/ensemble/interval/interval.ts';
import { coverage } from '../../layers/ensemble/metrics/coverage.ts';
import type { ModelAnswer } from '../../layers/ensemble/score.ts';
import type { NetworkOutput } from '../../layers/learning/local-network.ts';
import type { SampleTable } from '../../layers/preparation/sample-table.ts';

/** What follows the name of a mode where its gate was not told whose recording it is. */
export const unnamed = ' (unnamed)';

/** What each mode says to held-out rows: told subject, site and task, and once more without, where that differs. */
export function answersOf(
  table: SampleTable,
  outputs: readonly NetworkOutput[],
  fitted: readonly FittedMode[],
  evidence: Evidence,
): Map<string, ModelAnswer> {
  return new Map(
    fitted.flatMap(({ name, gate }) => {
      const answer = (told: Told) => answerOf(say(table, outputs, gate, evidence, told));
      const named = [name, answer(everything)] as const;
      return usesKnowledge(gate) ? [named, [name + unnamed, answer([])] as const] : [named];
    }),
  );
}

/** Shares of held-out labels that lie within the 90 % intervals: by output, told whose recording it is and not. */
export function coverageOf(
  table: SampleTable,
  outputs: readonly NetworkOutput[],
  gate: Gate,
  evidence: Evidence,
  { named, unnamed }: KnowledgeIntervals,
) {
  const { recordings } = evidence.problem;
  const isTrained = (row: number) =>
    Object.hasOwn(evidence.coverage.subject, recordings[table.recording[row]!]!.subject);
  // As in a prediction: naming somebody who was in no training row makes nothing more certain.
  const covered = (intervals: OutputIntervals, told: Told) => {
    const said = say(table, outputs, gate, evidence, told);
    const { muscles } = evidence.problem;
    const share = (of: (from: OutputIntervals) => Interval | null | undefined, values: Labelled) =>
      coveredShareOf((row) => of(isTrained(row) ? intervals : unnamed) ?? null, values);
    return {
      angle: share(({ angle }) => angle, {
        labels: table.angleRad,
        said: said.angleRad,
        spread: said.spreadAngleRad,
      }),
      forces: Object.fromEntries(
        muscles.map(({ name }, at) => {
          const column = (values: ArrayLike<number>) =>
            Float64Array.from({ length: table.rows }, (_, row) => values[row * muscles.length + at]!);
          const values = {
            labels: column(table.forceN),
            said: column(said.forceN),
            spread: column(said.spreadForceN),
          };
          return [name, share(({ forces }) => forces[at], values)];
        }),
      ),
    };
  };
  return { named: covered(named, everything), unnamed: covered(unnamed, []) };
}

interface Labelled {
  readonly labels: ArrayLike<number>;
  readonly said: ArrayLike<number>;
  readonly spread: ArrayLike<number>;
}

function coveredShareOf(
  intervalOf: (row: number) => Interval | null,
  { labels, said, spread }: Labelled,
): number | null {
  const rows = Array.from(labels, (_, row) => row).filter(
    (row) => !Number.isNaN(labels[row]) && intervalOf(row) !== null,
  );
  if (rows.length === 0) return null;
  return coverage(
    rows.map((row) => labels[row]!),
    rows.map((row) => said[row]!),
    rows.map((row) => halfWidth(intervalOf(row)!, spread[row]!)),
  );
}

function say(
  table: SampleTable,
  outputs: readonly NetworkOutput[],
  gate: Gate,
  { problem, members }: Evidence,
  told: Told,
): Combined {
  return combine(outputs, weightsOf(gate, viewOf(table, problem, told), members.length));
}

function answerOf({ angleRad, forceN }: Combined): ModelAnswer {
  return forceN.length > 0 ? { angleRad, forceN } : { angleRad };
}

function usesKnowledge(gate: Gate): boolean {
  return gate.kind === 'known' || (gate.kind === 'blend' && gate.gates.some(usesKnowledge));
}
