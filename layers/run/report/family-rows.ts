import type { SampleTable, TrainingProblem } from '../../model/dataset/index.ts';
import { allNames, noNames } from '../../model/inputs/index.ts';
import type { Gate } from '../../model/predictor/index.ts';
import { familyShares, type LocalModel } from '../../model/weighing/index.ts';
import type { PartitionRecord, SubdomainRecord } from '../records/index.ts';
import type { ContributionRow, FamilyRow, Range } from './run-report.ts';

/**
 * The families of a run in the order of their training, each as one row; none for a run that was prepared without families.
 *
 * @param heldOut rows over which the shares of the published gate are averaged
 * @param localModels in the order of the gate's weights
 */
export function familyRows(
  { subdomains }: Pick<PartitionRecord, 'subdomains'>,
  contributions: readonly ContributionRow[],
  published: {
    readonly gate: Gate;
    readonly heldOut: SampleTable;
    readonly problem: TrainingProblem;
    readonly localModels: readonly LocalModel[];
  },
): FamilyRow[] {
  const { gate, heldOut, problem, localModels } = published;
  const given = {
    allNames: familyShares(gate, heldOut, problem, allNames, localModels),
    noNames: familyShares(gate, heldOut, problem, noNames, localModels),
  };
  const shareOf = (shares: ReadonlyMap<string, number>, family: string) =>
    shares.size === 0 ? null : (shares.get(family) ?? 0);
  const rowOf = new Map(contributions.map((row) => [row.subdomain, row]));
  const families = Map.groupBy(subdomains.filter(inFamily), ({ family }) => family);
  return [...families].map(([family, records]) => {
    const { kind, learner = 'network', needs = [] } = records[0]!;
    const rows = records.map(({ id }) => rowOf.get(id)!);
    const arrived = rows.filter(({ dropped }) => dropped === undefined);
    return {
      family,
      kind,
      learner,
      needs,
      models: arrived.length,
      dropped: rows.length - arrived.length,
      rows: arrived.reduce((sum, row) => sum + row.rows, 0),
      seconds: arrived.reduce((sum, row) => sum + row.seconds, 0),
      trainingError: rangeOf(arrived.map(({ trainingError }) => trainingError)),
      validationError: rangeOf(arrived.map(({ validationError }) => validationError)),
      share: { allNames: shareOf(given.allNames, family), noNames: shareOf(given.noNames, family) },
    };
  });
}

function inFamily(record: SubdomainRecord): record is SubdomainRecord & { readonly family: string } {
  return record.family !== undefined;
}

function rangeOf(values: readonly (number | null)[]): Range | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    least: known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    most: known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}
