import { median, percentile } from '../../../base/numbers/index.ts';
import {
  comparedWithNearest,
  type EmgReferenceJson,
  metricOf,
  mostReferenceChannels,
  type StretchMetric,
  scoreNames,
} from '../../predictor/index.ts';
import type { GroupStretches } from './group-stretches.ts';

/** Fewer stretches do not show how stretches of good EMG differ. */
const fewestStretches = 8;
/** Below so many stretches their 99 % percentile is no more than the largest, and the threshold has a lower bound. */
const manyStretches = 100;
const leastThreshold = 1.75;
/** Good stretches that are not flagged, %. */
const passed = 99;
/** Percentile of a score, over good stretches, that lies one scale above their median. */
const scalePercent = 97;
/** Stretches are compared with the other quarters of their group, because neighbours in time are alike. */
const folds = 4;

/**
 * Deviations within groups before there is evidence: found on knees, an ankle and simulated wrists. Those of a channel's
 * percentiles and roughness, then that of a pair. They count as so many groups.
 */
const priorOfChannel = [0.6, 0.6, 0.6, 0.55, 0.5, 0.25] as const;
const priorOfPair = 0.45;
const priorGroups = 1;

/** Most distances that are computed for one threshold, times the statistics of each squared: a second or so. */
const mostOperations = 3e8;

/** A stretch, and what the groups would be without its quarter. */
interface LeftOut {
  readonly group: number;
  /** Number of its quarter. */
  readonly quarter: number;
  readonly statistics: Float64Array;
  readonly ofStranger: Float64Array;
  readonly others: Float64Array;
  /** Its statistics less those of the others. */
  readonly off: Float64Array;
}

/**
 * Fits the reference to the stretches of the training. Each stretch is compared with the mean of the other quarters of its group;
 * the differences give deviations and correlations. The scores of a stretch, by deviations and correlations of other groups, give the
 * thresholds: by those that the stretch itself has shaped, good stretches would seem nearer than new ones are.
 *
 * @returns undefined if there are too few stretches or too many channels
 */
export function fitEmgReference(
  groups: readonly GroupStretches[],
  channels: number,
): EmgReferenceJson | undefined {
  const leftOut = groups.flatMap(({ stretches }, group) => leaveOut(stretches, group));
  if (leftOut.length < fewestStretches || channels > mostReferenceChannels) return undefined;
  const { deviation, correlation } = spreadOf(leftOut, channels);
  const foldOf = ({ group, quarter }: LeftOut) => (groups.length < folds ? quarter : group % folds);
  const metrics = Array.from({ length: folds }, (_, fold) =>
    metricOf(
      spreadOf(
        leftOut.filter((one) => foldOf(one) !== fold),
        channels,
      ),
      channels,
    ),
  );
  const metricFor = (left: LeftOut) => metrics[foldOf(left)]!;
  const means = groups.map(({ subject, task, stretches }) => ({
    subject,
    task,
    mean: Array.from(meanOf(stretches.map(({ statistics }) => statistics)), rounded),
  }));
  const thresholdFor = (
    candidates: (left: LeftOut, other: EmgReferenceJson['groups'][number], at: number) => boolean,
    statistics: 'statistics' | 'ofStranger',
  ) => thresholdOf(metricFor, means, leftOut, candidates, statistics);
  const hasOthers = new Set(groups.map(({ subject }) => subject)).size > 1;
  const isOwn = (left: LeftOut, { subject }: { readonly subject: string }) =>
    means[left.group]!.subject === subject;
  const isSomebody: typeof isOwn = (left, other) => !hasOthers || !isOwn(left, other);
  const isOfTask = (left: LeftOut, { task }: { readonly task: string }) => means[left.group]!.task === task;
  const thresholds = {
    subjectAndTask: thresholdFor(({ group }, _, at) => at === group, 'statistics'),
    subject: thresholdFor(isOwn, 'statistics'),
    task: thresholdFor((left, other) => isOfTask(left, other) && isSomebody(left, other), 'ofStranger'),
    noNames: thresholdFor(isSomebody, 'ofStranger'),
  };
  return {
    groups: means,
    deviation,
    correlation,
    thresholds: Object.fromEntries(Object.entries(thresholds).filter(([, one]) => one !== undefined)),
  };
}

function leaveOut(stretches: GroupStretches['stretches'], group: number): LeftOut[] {
  const count = Math.min(folds, stretches.length);
  const foldOf = (at: number) => Math.floor((at * count) / stretches.length);
  const means = Array.from({ length: count }, (_, fold) =>
    meanOf(stretches.filter((_one, at) => foldOf(at) !== fold).map(({ statistics }) => statistics)),
  );
  return stretches.map((stretch, at) => {
    const quarter = foldOf(at);
    const others = means[quarter]!;
    const off = stretch.statistics.map((value, one) => value - others[one]!);
    return { ...stretch, group, quarter, others, off };
  });
}

/** Deviations and correlations within groups. */
function spreadOf(leftOut: readonly LeftOut[], channels: number) {
  const offs = leftOut.map(({ off }) => off);
  const groups = new Set(leftOut.map(({ group }) => group)).size;
  const deviation = deviationOf(offs, groups, channels).map(rounded);
  return { deviation, correlation: correlationOf(offs, deviation).map(rounded) };
}

function deviationOf(offs: readonly Float64Array[], groups: number, channels: number): number[] {
  return Array.from(offs[0]!, (_, at) => {
    const square = offs.reduce((sum, off) => sum + off[at]! ** 2, 0) / offs.length;
    const isOfChannel = at < channels * priorOfChannel.length;
    const prior = isOfChannel ? priorOfChannel[at % priorOfChannel.length]! : priorOfPair;
    return Math.sqrt((groups * square + priorGroups * prior ** 2) / (groups + priorGroups));
  });
}

/**
 * Below the diagonal, row by row; shrunk towards none by the number of statistics against that of stretches. Where stretches
 * differ by more than `deviation` says, by what they differ: else correlations could exceed 1, and distances fall below 0.
 */
function correlationOf(offs: readonly Float64Array[], deviation: readonly number[]): number[] {
  const shrinkage = deviation.length / (deviation.length + offs.length);
  const unit = deviation.map((usual, at) =>
    Math.max(usual, Math.sqrt(offs.reduce((sum, off) => sum + off[at]! ** 2, 0) / offs.length)),
  );
  return unit.flatMap((ofRow, row) =>
    unit.slice(0, row).map((ofColumn, column) => {
      let sum = 0;
      for (const off of offs) sum += (off[row]! / ofRow) * (off[column]! / ofColumn);
      return ((1 - shrinkage) * sum) / offs.length;
    }),
  );
}

function thresholdOf(
  metricFor: (left: LeftOut) => StretchMetric,
  groups: EmgReferenceJson['groups'],
  leftOut: readonly LeftOut[],
  isCandidate: (left: LeftOut, group: EmgReferenceJson['groups'][number], at: number) => boolean,
  statistics: 'statistics' | 'ofStranger',
): EmgReferenceJson['thresholds']['noNames'] {
  const size = leftOut[0]!.statistics.length;
  // One distance a group, and in the scores one a pair of channels: there are fewer pairs than statistics.
  const operations = (groups.length + size) * size ** 2;
  const most = Math.max(manyStretches, Math.floor(mostOperations / operations));
  const step = Math.max(1, Math.ceil(leftOut.length / most));
  const scores = leftOut
    .filter((_, at) => at % step === 0)
    .flatMap((left) => {
      const candidates = groups.flatMap((group, at) => {
        if (!isCandidate(left, group, at)) return [];
        return [at === left.group ? { mean: Array.from(left.others) } : group];
      });
      if (candidates.length === 0) return [];
      return [comparedWithNearest(metricFor(left), left[statistics], candidates).scores];
    });
  if (scores.length < fewestStretches) return undefined;
  const ofScore = scoreNames.map((_, at) => scores.map((one) => one[at]!));
  const centre = ofScore.map(median).map(rounded);
  const scale = ofScore.map((values, at) =>
    rounded(Math.max(leastScale, percentileOf(values, scalePercent) - centre[at]!)),
  );
  const largest = scores.map((one) =>
    Math.max(...one.map((score, at) => (score - centre[at]!) / scale[at]!)),
  );
  const usual = percentileOf(largest, passed);
  return {
    centre,
    scale,
    most: rounded(scores.length < manyStretches ? Math.max(leastThreshold, usual) : usual),
  };
}

/** A score that hardly differs between stretches must not raise an alarm at the first difference. */
const leastScale = 0.05;

function percentileOf(values: readonly number[], percent: number): number {
  return percentile([Float64Array.from(values)], percent);
}

function meanOf(all: readonly Float64Array[]): Float64Array {
  return all[0]!.map((_, at) => all.reduce((sum, one) => sum + one[at]!, 0) / all.length);
}

/** Four digits: the file stays small, and scores change by less than a thousandth. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
