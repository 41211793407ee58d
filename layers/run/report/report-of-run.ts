import { degreesOf, finiteOrNull } from '../../base/numbers/index.ts';
import type { TrainingProblem } from '../../model/dataset/index.ts';
import { contiguousRanges, type SampleTable } from '../../model/dataset/index.ts';
import type { Survey } from '../../model/weighing/index.ts';
import {
  isWithAllNames,
  type PhysicsScore,
  type Score,
  type ScoredModel,
} from '../../model/weighing/index.ts';
import { studyAngleSign, studyDirection } from '../../study/manifest/index.ts';
import type { Gathered, PartitionRecord } from '../records/index.ts';
import type { ContributionRow, FamilyRow, LabelRow, RunReport, Trace } from './run-report.ts';

/** Data of the report, from the results of a run. */
export function reportOfRun(run: {
  readonly problem: TrainingProblem;
  readonly partition: PartitionRecord;
  readonly gathered: Gathered;
  readonly survey: Pick<Survey, 'learnt' | 'learntForces'>;
  readonly mode: string;
  /** Warnings about the choice of the mode, which come first. */
  readonly warnings: readonly string[];
  readonly scores: readonly Score[];
  readonly coverage90?: RunReport['coverage90'];
  readonly expectedErrors?: RunReport['expectedErrors'];
  /** The reason for each fold that is missing. */
  readonly droppedFolds?: ReadonlyMap<string, string>;
  readonly contributions: readonly ContributionRow[];
  readonly families: readonly FamilyRow[];
  readonly heldOut: SampleTable;
  readonly answers: readonly ScoredModel[];
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly physics: readonly PhysicsScore[];
  readonly controlMissing?: string;
}): RunReport {
  const { problem, partition, gathered, survey, mode, heldOut, answers, provenance } = run;
  const labels = partition.labels.map((label, at) =>
    labelRow(label, problem.recordings[at]!.task, survey, at),
  );
  const muscles = problem.muscles.map(({ name }) => name);
  const facts = heldOutFacts(heldOut, problem, survey);
  const isOfNewPeople = run.expectedErrors?.newPerson !== undefined && facts.ofNewPeople === 0;
  const trainings = [...gathered.trainings.values()];
  const further = new Set(partition.subdomains.flatMap(({ id, kind }) => (kind === 'further' ? [id] : [])));
  return {
    study: problem.study,
    run: problem.run,
    joint: problem.joint,
    anglePositive: studyDirection(problem.signals.angle, problem.coordinates[0]!),
    createdAt: String(provenance.createdAt),
    engine: [...new Set(trainings.map(({ engine, backend }) => `${engine} (${backend})`))].join(', '),
    state: 'Published',
    counts: partition.counts,
    heldOut: facts,
    muscles,
    subdomainsBy: problem.subdomains.by,
    ...(problem.subdomains.because === undefined ? {} : { subdomainsBecause: problem.subdomains.because }),
    seeds: [problem.training.seed],
    physicsWeight: problem.training.physicsWeight,
    publishedMode: mode,
    metrics: run.scores,
    ...(run.coverage90 ? { coverage90: run.coverage90 } : {}),
    ...(run.expectedErrors ? { expectedErrors: run.expectedErrors } : {}),
    contributions: run.contributions,
    families: run.families,
    traces: tracesOf(heldOut, problem, answers, mode),
    physics: run.physics,
    ...(run.controlMissing === undefined ? {} : { controlMissing: run.controlMissing }),
    labels,
    curves: trainings
      .filter(({ curve, subdomain }) => curve.length > 0 && !further.has(subdomain))
      .map(({ subdomain, curve }) => ({
        subdomain,
        step: curve.map(({ passes }) => passes),
        loss: curve.map(({ loss }) => loss),
        validation: curve.map(({ validationError }) => validationError),
      })),
    provenance,
    warnings: [
      ...run.warnings,
      ...partition.warnings,
      ...thinned(partition.counts.heldOutRows, heldOut.rows),
      ...(heldOut.rows === 0 ? ['No row was held out, so every error of this model is unknown.'] : []),
      ...unjudged(partition),
      ...firstOf(unsupportedForces(labels, muscles), 'tasks without force labels'),
      ...firstOf(unsupportedTorque(labels, problem), 'tasks without a known torque'),
      ...(run.coverage90 ? offTarget(run.coverage90, isOfNewPeople) : []),
      ...firstOf(
        [...gathered.dropped].map(
          ([id, reason]) => `The local model of ${id} is not part of the global model: ${reason}.`,
        ),
        'local models that are not part of the global model',
      ),
      ...[...(run.droppedFolds ?? [])].map(
        ([id, reason]) => `The fold ${id} is no evidence for weights and intervals: ${reason}.`,
      ),
      ...firstOf(
        [...gathered.falseRecords].map(
          ([id, why]) => `The model of ${id} has a false record: ${why}. The latter counts.`,
        ),
        'models with a false record of their error',
      ),
      ...firstOf(
        trainings.flatMap(({ subdomain, divergences }) =>
          divergences > 0
            ? [
                `The training of ${subdomain} diverged ${divergences} times and returned to earlier parameters.`,
              ]
            : [],
        ),
        'trainings that diverged',
      ),
    ],
  };
}

function thinned(rows: number, scored: number): string[] {
  if (scored >= rows) return [];
  const [all, some] = [rows.toLocaleString('en'), scored.toLocaleString('en')];
  return [`Of ${all} held-out rows ${some} are scored, spread evenly over every held-out stretch.`];
}

/** The held-out parts of recordings, counted. */
function heldOutFacts(
  table: SampleTable,
  { recordings, emgScales }: TrainingProblem,
  { learnt }: Pick<Survey, 'learnt'>,
): RunReport['heldOut'] {
  const numbers = [...new Set(table.recording)];
  const byTask = Map.groupBy(numbers, (number) => recordings[number]!.task);
  return {
    whole: numbers.filter((number) => !learnt.has(number)).length,
    lastQuarters: numbers.filter((number) => learnt.has(number)).length,
    ofNewPeople: numbers.filter((number) => !Object.hasOwn(emgScales, recordings[number]!.subject)).length,
    stretchesByTask: Object.fromEntries([...byTask].map(([task, own]) => [task, own.length])),
  };
}

function unjudged({ counts, folds = [] }: PartitionRecord): string[] {
  if (counts.validationRows > 0) return [];
  const start =
    'The study has no validation rows, because no training recording is long enough. Networks were therefore chosen by their training error';
  return [
    folds.length > 0
      ? `${start}.`
      : `${start}, the mode was not chosen by an error, and the model has no intervals.`,
  ];
}

/** Tasks with forces from the model but without a force label on any training row. */
function unsupportedForces(labels: readonly LabelRow[], muscles: readonly string[]): string[] {
  if (muscles.length === 0) return [];
  const supported = new Set(labels.filter((label) => label.isLearntForces).map(({ task }) => task));
  if (supported.size === 0)
    return ['No training row has a force label: the predicted forces are not supported by data.'];
  const tasks = [...new Set(labels.map(({ task }) => task))].sort();
  return tasks
    .filter((task) => !supported.has(task))
    .map(
      (task) =>
        `No label supports the predicted forces for the task ${task}: no training row of this task has a force label.`,
    );
}

/** Tasks for which the model predicts a torque, and projects forces onto it, without a known one in training. */
function unsupportedTorque(labels: readonly LabelRow[], { outputs }: TrainingProblem): string[] {
  if (!outputs.some(({ quantity }) => quantity === 'torque')) return [];
  const learnt = labels.filter(({ isLearnt }) => isLearnt);
  const known = learnt.filter(({ physics }) => physics !== 'none');
  const supported = new Set(known.map(({ task }) => task));
  return [...new Set(labels.map(({ task }) => task))]
    .filter((task) => !supported.has(task))
    .sort()
    .map(
      (task) =>
        `No known torque supports the predicted torque for the task ${task}, and the forces there are projected onto it.`,
    );
}

/** Coverage between these is usual for 90 % intervals of so few people and recordings. */
const fairCoverage = { least: 0.85, most: 0.95 };

/**
 * Warnings about 90 % intervals with far more or far less coverage.
 *
 * @param isOfNewPeople true if those without names are for new people, and the held-out people are known: those are wider
 */
function offTarget(
  { allNames, noNames }: NonNullable<RunReport['coverage90']>,
  isOfNewPeople: boolean,
): string[] {
  const found = [
    ['angle', allNames.angle, noNames.angle],
    ['forces', allNames.allForces, noNames.allForces],
    ['torque', allNames.torque ?? null, noNames.torque ?? null],
  ] as const;
  return found.flatMap(([what, withNames, withoutNames]) => {
    if (withNames === withoutNames || isOfNewPeople) return offTargetLine(what, withNames, '');
    return [
      ...offTargetLine(what, withNames, ' if subject, site and task are given'),
      ...offTargetLine(what, withoutNames, ' if subject, site and task are not given'),
    ];
  });
}

function offTargetLine(what: string, share: number | null, when: string): string[] {
  if (share === null || (share >= fairCoverage.least && share <= fairCoverage.most)) return [];
  const verdict = share < fairCoverage.least ? 'narrow' : 'wide';
  return [
    `The 90 % intervals of the ${what} cover ${(100 * share).toFixed(1)} % of the held-out labels${when}: they are too ${verdict}.`,
  ];
}

const mostWarnings = 100;

/** The first hundred lines, and the number of further lines. */
function firstOf(lines: readonly string[], what: string): string[] {
  const more = lines.length - mostWarnings;
  return more <= 0 ? [...lines] : [...lines.slice(0, mostWarnings), `There are ${more} more ${what}.`];
}

const mostTraces = 24;
const mostPoints = 400;

/** One trace for each held-out stretch, thinned for the figures, spread evenly over the recordings. */
function tracesOf(
  table: SampleTable,
  problem: TrainingProblem,
  answers: readonly ScoredModel[],
  mode: string,
): Trace[] {
  const withNames = answers.filter(isWithAllNames);
  // The sign of the study's own angle, not that of the joint.
  const sign = studyAngleSign(problem.signals.angle, problem.coordinates[0]!);
  const ranges = table.rows === 0 ? [] : contiguousRanges(table);
  const every = Math.max(1, Math.ceil(ranges.length / mostTraces));
  return ranges
    .filter((_, at) => at % every === 0)
    .map(({ start, end }) => {
      const step = Math.max(1, Math.ceil((end - start) / mostPoints));
      const rows: number[] = [];
      for (let row = start; row < end; row += step) rows.push(row);
      const card = problem.recordings[table.recording[start]!]!;
      const published = withNames.find(({ model }) => model === mode)?.predictions;
      const width = table.outputs.length;
      const torque = table.outputs.findIndex(({ quantity }) => quantity === 'torque');
      return {
        recording: card.file,
        site: card.site,
        subject: card.subject,
        task: card.task,
        timeS: rows.map((row) => table.timeS[row]!),
        measuredDeg: rows.map((row) => degrees(sign * table.labels[row * width]!)),
        predictedDeg: Object.fromEntries(
          withNames.map(({ model, predictions }) => [
            model,
            rows.map((row) => degrees(sign * predictions.values[row * predictions.outputs]!)),
          ]),
        ),
        ...(published && published.outputs > 1
          ? {
              forcesN: Object.fromEntries(
                problem.muscles.map(({ name }, at) => [
                  name,
                  {
                    labelled: rows.map((row) => sixDigitsOrNull(table.labels[row * width + 1 + at]!)),
                    predicted: rows.map((row) =>
                      sixDigitsOrNull(published.values[row * published.outputs + 1 + at]!),
                    ),
                  },
                ]),
              ),
            }
          : {}),
        ...(published && torque >= 0
          ? {
              torqueNm: {
                measured: rows.map((row) => sixDigitsOrNull(sign * table.labels[row * width + torque]!)),
                predicted: rows.map((row) =>
                  sixDigitsOrNull(sign * published.values[row * published.outputs + torque]!),
                ),
              },
            }
          : {}),
      };
    });
}

function labelRow(
  label: PartitionRecord['labels'][number],
  task: string,
  { learnt, learntForces }: Pick<Survey, 'learnt' | 'learntForces'>,
  at: number,
): LabelRow {
  const bySource = label.physics === 'measured torque' ? 'torque column' : 'equation of motion';
  return {
    recording: label.file,
    task,
    isLearnt: learnt.has(at),
    isLearntForces: learntForces.has(at),
    physics: label.physics as LabelRow['physics'],
    source: label.source === 'given' || label.source === 'none' ? label.source : bySource,
    frames: label.rows,
    labelled: label.labelledRows,
    method: label.source,
    refused: label.refusedRows,
    reserveMaxNm: label.reserveMaxNm,
  };
}

function degrees(angleRad: number): number | null {
  return sixDigitsOrNull(degreesOf(angleRad));
}

/** Six digits: the page is half as large, and no figure shows more. */
function sixDigitsOrNull(value: number): number | null {
  return finiteOrNull(Number(value.toPrecision(6)));
}
