import type { GivenNames } from '../../inputs/index.ts';
import type { ContextFadeJson } from '../model-file/context-fade-json.ts';

type ContextGroup = Pick<ContextFadeJson['groups'][number], 'mean'>;

/**
 * The groups with whose contexts a row is compared, and the distance from the nearest up to which the whole context is kept:
 * the group of the person in the task; else those of all people in the task; else those of the person; else all. Another
 * person's contexts are farther away, so their reach is longer.
 */
export function comparedContexts(
  { groups, reach, reachOfStrangers = reach }: ContextFadeJson,
  { subject, task }: Pick<GivenNames, 'subject' | 'task'>,
): { readonly groups: readonly ContextGroup[]; readonly reach: number } {
  const own = groups.filter((group) => group.subject === subject);
  const both = own.filter((group) => group.task === task);
  if (both.length > 0) return { groups: both, reach };
  const ofTask = groups.filter((group) => group.task === task);
  if (ofTask.length > 0) return { groups: ofTask, reach: reachOfStrangers };
  return own.length > 0 ? { groups: own, reach } : { groups, reach: reachOfStrangers };
}

/** Root mean square, over the context inputs, of the differences from the nearest mean, in deviations within groups. */
export function nearestContext(
  context: ArrayLike<number>,
  groups: readonly ContextGroup[],
  { deviation }: Pick<ContextFadeJson, 'deviation'>,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { mean } of groups) {
    let square = 0;
    for (let at = 0; at < deviation.length; at++)
      square += ((context[at]! - mean[at]!) / deviation[at]!) ** 2;
    if (square < least) least = square;
  }
  return Math.sqrt(least / deviation.length);
}
