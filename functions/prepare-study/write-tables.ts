import pMap from 'p-map';
import type { Partition, Subdomain } from '../../layers/ensemble/partition/partition.ts';
import { scatteredTable } from '../../layers/ensemble/partition/scattered-table.ts';
import { singleLearnsFromOneIn } from '../../layers/ensemble/partition/single-share.ts';
import { faultLine } from '../../layers/faults/fault.ts';
import { tellNames } from '../../layers/preparation/name-inputs.ts';
import { toParquet } from '../../layers/preparation/parquet.ts';
import type { LabelSummary, PreparedStudy } from '../../layers/preparation/prepare.ts';
import { roles, rowsInRole, type SampleTable, takeRows } from '../../layers/preparation/sample-table.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import { heldOutTable } from '../../layers/storage/prepared-objects.ts';
import type { PartitionRecord, RunPointer, SubdomainRecord } from '../../layers/storage/run-objects.ts';
import { sealed } from '../../layers/storage/sealed-json.ts';
import type { LoadedStudy } from './load-study.ts';
import { thinHeldOut } from './thin-held-out.ts';

/** Tables on their way to the bucket while the next is made. */
const tablesAtOnce = 16;

export interface TableLimits {
  /** What the model on everything may hold of the study. */
  readonly mostBytesOfSingle?: number;
  /** Beyond it, held-out rows are thinned. */
  readonly mostHeldOutRows?: number;
}

/**
 * Writes a table for each sub-domain of a study that was cut, one of the held-out rows, the problem, and what was found and cut.
 *
 * @returns the last of these, the partition
 */
export async function writeTables(
  { study, run }: RunPointer,
  bucket: Bucket,
  { table, problem, labels }: PreparedStudy,
  { subdomains, merged }: Partition,
  { recordings, inputs, warnings }: Pick<LoadedStudy, 'recordings' | 'inputs' | 'warnings'>,
  { mostBytesOfSingle, mostHeldOutRows }: TableLimits = {},
): Promise<PartitionRecord> {
  const isScattered = problem.subdomains.by === 'cluster';
  const digests: Record<string, string> = {};
  const write = async (name: string, rows: SampleTable) => {
    const bytes = toParquet(tellNames(rows, problem));
    digests[name] = sha256(bytes);
    await bucket.put(keys.prepared(study, run, name), bytes);
  };
  const trainRowsOf = (rows: readonly number[]) =>
    rows.reduce((count, row) => count + (table.role[row] === roles.train ? 1 : 0), 0);
  const locals = await pMap(
    subdomains,
    async ({ id, label, rows }): Promise<SubdomainRecord> => {
      const name = `${id}.parquet`;
      await write(name, isScattered ? scatteredTable(table, rows) : takeRows(table, rows));
      return { id, kind: 'local', label, rows: trainRowsOf(rows), tables: [name] };
    },
    { concurrency: tablesAtOnce },
  );
  const heldOut = rowsInRole(table, roles.heldOut);
  await write(heldOutTable, thinHeldOut(takeRows(table, heldOut), mostHeldOutRows));
  const records = [...locals];
  if (problem.training.single) {
    const every = singleLearnsFromOneIn(
      table.rows - heldOut.length,
      problem.inputNames.length,
      mostBytesOfSingle,
    );
    const single = isScattered ? gathered(table, subdomains, every) : undefined;
    if (single) await write(wholeTable, takeRows(table, single));
    const some = locals.filter((_, at) => at % every === 0);
    // It is the longest training by far, so it goes first: the others fill the cores beside it.
    records.unshift({
      id: 'single',
      kind: 'single',
      label: every === 1 ? 'everything' : `one ${single ? 'recording' : 'sub-domain'} in ${every}`,
      rows: single ? trainRowsOf(single) : some.reduce((sum, { rows }) => sum + rows, 0),
      tables: single ? [wholeTable] : some.flatMap(({ tables }) => tables),
    });
  }
  const record: PartitionRecord = {
    subdomains: records,
    counts: {
      sites: new Set(recordings.map(({ recording }) => recording.site)).size,
      subjects: new Set(recordings.map(({ recording }) => recording.subject)).size,
      recordings: recordings.length,
      trainRows: rowsInRole(table, roles.train).length,
      validationRows: rowsInRole(table, roles.validation).length,
      heldOutRows: heldOut.length,
      seconds: recordings.reduce((sum, { aligned: { timeS } }) => sum + timeS.at(-1)! - timeS[0]!, 0),
    },
    inputs,
    warnings: [...merged, ...warnings.map(faultLine)],
    labels: labels.map(labelRecord),
    // In the order of their names, in whichever order they were written.
    digests: Object.fromEntries(Object.entries(digests).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  await bucket.putJson(keys.prepared(study, run, 'problem.json'), sealed(problem));
  await bucket.putJson(keys.prepared(study, run, 'partition.json'), sealed(record));
  return record;
}

const wholeTable = 'everything.parquet';

/**
 * Rows for `single` where sub-domains are scattered in time: put one after another, their tables would have lost which
 * rows are neighbours. Of one recording in so many, of those that are learned from.
 */
function gathered(table: SampleTable, subdomains: readonly Subdomain[], every: number): number[] {
  const rows = subdomains.flatMap((subdomain) => subdomain.rows).sort((a, b) => a - b);
  const recordings = [...new Set(rows.map((row) => table.recording[row]!))];
  const some = new Set(recordings.filter((_, at) => at % every === 0));
  return rows.filter((row) => some.has(table.recording[row]!));
}

function labelRecord({
  reserveMaxNm,
  peakTorqueNm,
  ...rest
}: LabelSummary): PartitionRecord['labels'][number] {
  return { ...rest, reserveMaxNm: finiteOrNull(reserveMaxNm), peakTorqueNm: finiteOrNull(peakTorqueNm) };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
