import { fewestRows } from '../division.ts';
import { gapS } from '../hold-out.ts';
import { rowUses, type SampleTable } from '../sample-table.ts';
import type { TrainingProblem } from '../training-problem.ts';
import { onlyOneIn } from './families.ts';
import { forestFits } from './single-share.ts';
import type { Subdomain } from './subdomain.ts';

/** A part of a recording, with both ends; in the recording's own time. */
export interface Aside {
  /** Number of the recording. */
  readonly recording: number;
  readonly fromS: number;
  readonly toS: number;
}

/**
 * `known`: parts of recordings, or whole ones where a subject repeats a task; of each subject and task, others are left.
 * `new-subject`: all recordings of some subjects.
 */
export type Condition = 'known' | 'new-subject';

/**
 * One training of all local models without a part of the training rows, which they then predict: evidence of their errors
 * where training has not been.
 */
export interface Fold {
  /** Safe in keys and logs. */
  readonly id: string;
  readonly condition: Condition;
  readonly label: string;
  /** The part that is set aside. */
  readonly aside: readonly Aside[];
  /** Rows that are left to train on: not those within a second of the part that is set aside. */
  readonly rows: number;
}

/** A fold's trainings are shorter than those of the study: their errors are compared with one another. */
export const foldTraining = {
  /** Of the passes in batches; there are no others. */
  shareOfEpochs: 0.5,
  /** Of a forest. */
  trees: 25,
} as const;

/** Folds of each condition: each is about as large a training as that of the study. */
const foldsOfKnown = 3;
const mostFoldsOfSubjects = 4;
/** Fewer subjects are too few to learn from all but one. */
const fewestSubjects = 4;

/**
 * The folds of a study; none if the manifest wants none, if there is too little to divide by three, or if the rows do not
 * fit into one training.
 *
 * @param table rows of a recording are neighbours, in the order of time
 * @param subdomains of the division
 */
export function foldsOfStudy(
  table: SampleTable,
  problem: TrainingProblem,
  subdomains: readonly Subdomain[],
): Fold[] {
  if (!problem.training.folds || onlyOneIn(subdomains.length) > 1) return [];
  const parts = trainedParts(table);
  const rows = parts.reduce((sum, { timesS }) => sum + timesS.length, 0);
  if (!forestFits(rows, table.inputNames.length, problem.inputNames.length)) return [];
  return plannedFolds(parts, problem.recordings).filter((fold) => fold.rows >= fewestRows);
}

/** A recording with training rows. */
interface TrainedPart {
  readonly recording: number;
  /** Of its training and validation rows, ascending, s. */
  readonly timesS: ArrayLike<number>;
}

/** @param recordings of the study, by number */
export function plannedFolds(
  parts: readonly TrainedPart[],
  recordings: readonly { readonly subject: string; readonly task: string }[],
): Fold[] {
  const all = parts.reduce((sum, { timesS }) => sum + timesS.length, 0);
  if (all < foldsOfKnown * fewestRows) return [];
  const known = knownAsides(parts, recordings).map((aside, at): Fold => {
    const place = `${at + 1} of ${foldsOfKnown}`;
    return { id: `fold-known-${at + 1}`, condition: 'known', label: `known people ${place}`, ...aside };
  });
  const subjects = [...new Set(parts.map(({ recording }) => recordings[recording]!.subject))];
  const folds = subjects.length < fewestSubjects ? 0 : Math.min(mostFoldsOfSubjects, subjects.length);
  const ofSubjects = Array.from({ length: folds }, (_, at): Fold => {
    const left = new Set(subjects.filter((_, subject) => subject % folds === at));
    const out = parts.filter(({ recording }) => left.has(recordings[recording]!.subject));
    const aside = out.map((part) => asideOf(part, 0, part.timesS.length));
    const rows = all - out.reduce((sum, { timesS }) => sum + timesS.length, 0);
    const label = `new people ${at + 1} of ${folds}`;
    return { id: `fold-new-subject-${at + 1}`, condition: 'new-subject', label, aside, rows };
  });
  return [...known, ...ofSubjects];
}

/**
 * For each fold of known people the parts that are set aside: whole recordings, dealt in turn, of a subject who does a task
 * at least three times; otherwise one third of each recording.
 */
function knownAsides(
  parts: readonly TrainedPart[],
  recordings: readonly { readonly subject: string; readonly task: string }[],
): { readonly aside: Aside[]; readonly rows: number }[] {
  const all = parts.reduce((sum, { timesS }) => sum + timesS.length, 0);
  const folds = Array.from({ length: foldsOfKnown }, () => ({ aside: [] as Aside[], rows: all }));
  const keyOf = ({ recording }: TrainedPart) => {
    const { subject, task } = recordings[recording]!;
    return JSON.stringify([subject, task]);
  };
  const setAside = (fold: number, part: TrainedPart, from: number, to: number) => {
    if (from >= to) return;
    const aside = asideOf(part, from, to);
    folds[fold]!.aside.push(aside);
    folds[fold]!.rows -= rowsNear(part, aside);
  };
  for (const repeated of Map.groupBy(parts, keyOf).values()) {
    for (const [at, part] of repeated.entries()) {
      const rows = part.timesS.length;
      if (repeated.length >= foldsOfKnown) setAside(at % foldsOfKnown, part, 0, rows);
      else {
        const cut = (fold: number) => Math.round((rows * fold) / foldsOfKnown);
        for (let fold = 0; fold < foldsOfKnown; fold++) setAside(fold, part, cut(fold), cut(fold + 1));
      }
    }
  }
  return folds;
}

/** Rows of a recording in the part that is set aside, and in the gap around it. */
function rowsNear({ timesS }: TrainedPart, { fromS, toS }: Aside): number {
  return Array.from(timesS).filter((time) => time > fromS - gapS && time < toS + gapS).length;
}

function asideOf({ recording, timesS }: TrainedPart, from: number, to: number): Aside {
  return { recording, fromS: timesS[from]!, toS: timesS[to - 1]! };
}

/** The recordings with training rows, in the order of the table. */
function trainedParts({ rows, recording, use, timeS }: SampleTable): TrainedPart[] {
  const timesOf = new Map<number, number[]>();
  const trained = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const isTraining = use[row] === rowUses.train;
    if (!isTraining && use[row] !== rowUses.validation) continue;
    const one = recording[row]!;
    if (isTraining) trained.add(one);
    const times = timesOf.get(one) ?? [];
    timesOf.set(one, times);
    times.push(timeS[row]!);
  }
  return [...timesOf].flatMap(([one, timesS]) => (trained.has(one) ? [{ recording: one, timesS }] : []));
}
