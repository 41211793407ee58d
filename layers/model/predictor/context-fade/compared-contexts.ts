import type { GivenNames } from '../../inputs/index.ts';
import { comparedGroups } from '../compared-groups.ts';
import type { ContextFadeJson } from '../model-file/context-fade-json.ts';

type ContextGroup = Pick<ContextFadeJson['groups'][number], 'mean'>;

/**
 * The groups with whose contexts a row is compared, and the distance from the nearest up to which the whole context is kept.
 * Another person's contexts are farther away, so their reach is longer.
 */
export function comparedContexts(
  { groups, reach, reachOfStrangers = reach }: ContextFadeJson,
  names: Pick<GivenNames, 'subject' | 'task'>,
): { readonly groups: readonly ContextGroup[]; readonly reach: number } {
  const compared = comparedGroups(groups, names);
  return { groups: compared.groups, reach: compared.isOwn ? reach : reachOfStrangers };
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
