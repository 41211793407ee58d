import { channelScale } from '../../../physics/signals/index.ts';
import type { TrainingProblem } from '../../dataset/index.ts';
import { strangerScales } from '../../inputs/index.ts';
import { stretchRowsOf, stretchStatistics } from '../../predictor/index.ts';
import type { EnvelopeRun } from './collect-envelopes.ts';

/** The stretches of a person in a task, in the order of recordings and time. */
export interface GroupStretches {
  readonly subject: string;
  readonly task: string;
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  /** Of the envelopes normalised by the scale of the subject. */
  readonly statistics: Float64Array;
  /** Of the envelopes normalised as for a person without a name. */
  readonly ofStranger: Float64Array;
}

/** Runs of rows of the training as stretches with their statistics; groups of a single stretch are left out. */
export function groupStretches(problem: TrainingProblem, runs: readonly EnvelopeRun[]): GroupStretches[] {
  const groups = new Map<string, { subject: string; task: string; stretches: Stretch[] }>();
  for (const [recording, own] of Map.groupBy(runs, (run) => run.recording)) {
    const { subject, task } = problem.recordings[recording]!;
    const key = JSON.stringify([subject, task]);
    const group = groups.get(key) ?? { subject, task, stretches: [] };
    groups.set(key, group);
    const factors = strangerFactors(problem, subject, own);
    // A short recording alone is cut in two, so that its group has stretches to compare with each other.
    const least = own.length === 1 ? 2 : 1;
    for (const { envelopes } of own) {
      for (const { start, end } of stretchRowsOf(envelopes[0]!.length, problem.signals.rateHz, least)) {
        const parts = envelopes.map((envelope) => envelope.subarray(start, end));
        group.stretches.push({
          statistics: stretchStatistics(parts),
          ofStranger: stretchStatistics(parts.map((part, at) => part.map((value) => value * factors[at]!))),
        });
      }
    }
  }
  return [...groups.values()].filter(({ stretches }) => stretches.length > 1);
}

/** Scale of the subject over the scale that a prediction without a name would find, by channel. */
function strangerFactors(
  { emgScales, strangerScale }: TrainingProblem,
  subject: string,
  runs: readonly EnvelopeRun[],
): number[] {
  const ofSubject = emgScales[subject]!;
  const own = ofSubject.map((scale, at) =>
    channelScale(runs.map(({ envelopes }) => envelopes[at]!.map((value) => value * scale))),
  );
  return strangerScales(strangerScale, own).map((scale, at) => ofSubject[at]! / scale);
}
