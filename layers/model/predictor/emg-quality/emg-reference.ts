import type { GivenNames } from '../../inputs/index.ts';
import type { EmgReferenceJson } from '../model-file/emg-reference-json.ts';
import { StretchMetric, type StretchScores } from './stretch-scores.ts';

/** Kinds of groups that a stretch is compared with. */
export type ComparedBy = keyof EmgReferenceJson['thresholds'];
export type StretchGroup = EmgReferenceJson['groups'][number];
export type StretchThreshold = NonNullable<EmgReferenceJson['thresholds'][ComparedBy]>;

/** A stretch compared with the nearest of some groups. */
export interface ComparedStretch extends StretchScores {
  readonly group: Pick<StretchGroup, 'mean'>;
}

/** The groups to compare a stretch with. */
export interface Comparison {
  readonly by: ComparedBy;
  readonly groups: readonly StretchGroup[];
}

/**
 * The groups to compare with, by the given names: those of the person in the task; else those of all people in the task;
 * else those of the person; else all.
 */
export function comparisonFor(
  groups: readonly StretchGroup[],
  { subject, task }: Pick<GivenNames, 'subject' | 'task'>,
): Comparison {
  const own = groups.filter((group) => group.subject === subject);
  const ofTask = groups.filter((group) => group.task === task);
  const both = own.filter((group) => group.task === task);
  if (both.length > 0) return { by: 'subjectAndTask', groups: both };
  if (ofTask.length > 0) return { by: 'task', groups: ofTask };
  if (own.length > 0) return { by: 'subject', groups: own };
  return { by: 'noNames', groups };
}

/** Compares statistics with the nearest group. @param groups one or more */
export function comparedWithNearest(
  metric: StretchMetric,
  statistics: Float64Array,
  groups: readonly Pick<StretchGroup, 'mean'>[],
): ComparedStretch {
  const [first, ...others] = groups;
  let group = first!;
  let least = others.length > 0 ? metric.distance(statistics, group.mean) : 0;
  for (const other of others) {
    const distance = metric.distance(statistics, other.mean);
    if (distance < least) [group, least] = [other, distance];
  }
  return { ...metric.scores(statistics, group.mean), group };
}

/** How far each score lies beyond what is usual. A stretch is flagged if the largest is above `most`. */
export function excesses({ scores }: StretchScores, { centre, scale }: StretchThreshold): number[] {
  return scores.map((score, at) => (score - centre[at]!) / scale[at]!);
}

export function metricOf(
  { deviation, correlation }: Pick<EmgReferenceJson, 'deviation' | 'correlation'>,
  channels: number,
): StretchMetric {
  const size = deviation.length;
  const matrix = new Float64Array(size * size);
  let next = 0;
  for (let row = 0; row < size; row++) {
    matrix[row * size + row] = 1;
    for (let column = 0; column < row; column++) {
      const value = correlation[next++]!;
      matrix[row * size + column] = value;
      matrix[column * size + row] = value;
    }
  }
  return new StretchMetric(channels, deviation, matrix);
}
