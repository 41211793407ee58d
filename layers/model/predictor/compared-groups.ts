import type { GivenNames } from '../inputs/index.ts';

/**
 * The groups of the training, one a person and task, that EMG is compared with: that of the person in the task; else those of
 * all people in the task; else those of the person; else all.
 *
 * @returns `isOwn`: true if they are those of the person
 */
export function comparedGroups<Group extends { readonly subject: string; readonly task: string }>(
  groups: readonly Group[],
  { subject, task }: Pick<GivenNames, 'subject' | 'task'>,
): { readonly groups: readonly Group[]; readonly isOwn: boolean } {
  const own = groups.filter((group) => group.subject === subject);
  const both = own.filter((group) => group.task === task);
  if (both.length > 0) return { groups: both, isOwn: true };
  const ofTask = groups.filter((group) => group.task === task);
  if (ofTask.length > 0) return { groups: ofTask, isOwn: false };
  return own.length > 0 ? { groups: own, isOwn: true } : { groups, isOwn: false };
}
