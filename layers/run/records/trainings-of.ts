import type { PartitionRecord, SubdomainRecord } from './run-objects.ts';

/**
 * Everything that a run trains, in the order of starting: the single model and its control are by far the longest trainings, and
 * the others fill the other cores beside them.
 */
export function trainingsOf({
  subdomains,
  control,
}: Pick<PartitionRecord, 'subdomains' | 'control'>): readonly SubdomainRecord[] {
  if (!control) return subdomains;
  const isSingle = ({ kind }: SubdomainRecord) => kind === 'single';
  return [...subdomains.filter(isSingle), control, ...subdomains.filter((one) => !isSingle(one))];
}
