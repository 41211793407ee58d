import type { CollectedMember } from '../../layers/ensemble/collect.ts';
import { type SeenContext, seeContext } from '../../layers/ensemble/context/seen-context.ts';
import { CoverageCount } from '../../layers/ensemble/evidence/coverage.ts';
import type { Evidence } from '../../layers/ensemble/evidence/evidence.ts';
import { runNetwork } from '../../layers/learning/local-network.ts';
import type { Problem } from '../../layers/preparation/problem.ts';
import {
  concatTables,
  roles,
  rowsInRole,
  type SampleTable,
  takeRows,
} from '../../layers/preparation/sample-table.ts';
import type { PartitionRecord } from '../../layers/storage/run-objects.ts';

/** Rows by which modes are fitted and judged; more of them cost time and tell no more. */
const mostValidationRows = 20_000;

/**
 * Reads the sub-domains' tables one by one and keeps what modes may look at: where each local model's training rows lie,
 * and the validation rows with what every member says to them.
 *
 * @param visit is shown every table, for what else is to be learned from it
 */
export async function gatherEvidence(
  partition: PartitionRecord,
  problem: Problem,
  members: readonly CollectedMember[],
  read: (name: string) => Promise<SampleTable>,
  visit: (table: SampleTable) => void,
): Promise<Evidence> {
  const contexts: (SeenContext | undefined)[] = members.map(() => undefined);
  const coverage = new CoverageCount(problem);
  const validation: SampleTable[] = [];
  for (const { id, kind, tables: names } of partition.subdomains) {
    if (kind !== 'local') continue;
    const member = members.findIndex((one) => one.id === id);
    const tables: SampleTable[] = [];
    for (const name of names) tables.push(await read(name));
    for (const table of tables) {
      visit(table);
      const rows = rowsInRole(table, roles.validation);
      if (rows.length > 0) validation.push(takeRows(table, rows));
      if (member >= 0) coverage.add(table, member);
    }
    if (member >= 0) contexts[member] = seeContext(tables, problem);
  }
  const judged = validation.length > 0 ? thinned(concatTables(validation)) : undefined;
  return {
    problem,
    members,
    contexts,
    coverage: coverage.coverage,
    validation: judged && {
      table: judged,
      outputs: members.map(({ network }) => runNetwork(network, judged.inputs)),
    },
  };
}

function thinned(table: SampleTable): SampleTable {
  const step = Math.ceil(table.rows / mostValidationRows);
  if (step === 1) return table;
  return takeRows(
    table,
    Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step),
  );
}
