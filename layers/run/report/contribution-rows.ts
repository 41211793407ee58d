import type { Gathered, PartitionRecord } from '../records/index.ts';
import type { ContributionRow } from './run-report.ts';

/** The contribution of each model: its errors, and its weight by the published method. */
export function contributionRows(
  partition: PartitionRecord,
  { localModels, trainings, dropped }: Gathered,
  weights: readonly number[],
): ContributionRow[] {
  const localModelAt = new Map(localModels.map(({ id }, at) => [id, at]));
  return partition.subdomains.map(({ id, kind, label, learner = 'network', family, rows }) => {
    const training = trainings.get(id);
    const reason = dropped.get(id);
    const at = localModelAt.get(id) ?? -1;
    return {
      subdomain: id,
      kind,
      label,
      learner,
      ...(family === undefined ? {} : { family }),
      rows,
      seconds: training?.seconds ?? 0,
      error: training?.trainingError ?? null,
      weight: weights[at] ?? 0,
      trainingError: training?.trainingError ?? null,
      validationError: training?.validationError ?? null,
      ...(reason === undefined ? {} : { dropped: reason }),
    };
  });
}
