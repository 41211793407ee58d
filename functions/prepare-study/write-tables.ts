import { faultLine } from '../../layers/base/faults/index.ts';
import { finiteOrNull, windowsOf } from '../../layers/base/numbers/index.ts';
import type { LabelSummary, Partition, PreparedStudy, Subdomain } from '../../layers/model/dataset/index.ts';
import {
  controlId,
  countUsedAmong,
  countUsedFor,
  familyOfDivision,
  foldsOfStudy,
  furtherSubdomains,
  hasControl,
  joined,
  namesOfRows,
  rowUses,
  type SampleTable,
  scatteredTable,
  singleLearnsFromOneIn,
  takeWithHistory,
  thinHeldOut,
  toParquet,
} from '../../layers/model/dataset/index.ts';
import { warmUpRows } from '../../layers/model/inputs/index.ts';
import type { PartitionRecord, RunPointer, SubdomainRecord } from '../../layers/run/records/index.ts';
import { heldOutTable, keys, sealed } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { sha256 } from '../../layers/run/storage/index.ts';
import type { LoadedStudy } from './load-study.ts';

/** Tables written at the same time; each is in memory as a table and as a file. */
const window = { mostBytes: 64 * 1024 ** 2, mostItems: 16 };
const bytesOfRow = (columns: number) => 2 * (4 * columns + 29);

export interface TableLimits {
  /** Limit of the study's bytes that the single model is trained on. */
  readonly mostBytesOfSingle?: number;
  /** Limit above which held-out rows are thinned. */
  readonly mostHeldOutRows?: number;
}

/**
 * Writes a table for each sub-domain of a study, one table of the held-out rows, the problem, and the partition.
 *
 * @returns the partition
 */
export async function writeTables(
  { study, run }: RunPointer,
  bucket: Bucket,
  { table, problem, labels }: PreparedStudy,
  { subdomains, merged }: Partition,
  { inputs, warnings }: Pick<LoadedStudy, 'inputs' | 'warnings'>,
  { mostBytesOfSingle, mostHeldOutRows }: TableLimits = {},
): Promise<PartitionRecord> {
  const isScattered = problem.subdomains.by === 'cluster';
  const historyRows = warmUpRows(problem.features, problem.signals.rateHz);
  const digests: Record<string, string> = {};
  const write = async (name: string, rows: SampleTable) => {
    const bytes = toParquet(rows);
    digests[name] = sha256(bytes);
    await bucket.put(keys.prepared(study, run, name), bytes);
  };
  const trainRowsOf = (rows: Uint32Array) => countUsedAmong(table, rows, rowUses.train);
  const withHistory = (rows: Uint32Array) => takeWithHistory(table, rows, historyRows).taken;
  const columns = table.inputNames.length + problem.muscles.length;
  const bytesOfTable = ({ rows }: Subdomain) => rows.length * bytesOfRow(columns);
  const locals: SubdomainRecord[] = [];
  for (const together of windowsOf(subdomains, bytesOfTable, window)) {
    const written = together.map(async ({ id, label, rows }): Promise<SubdomainRecord> => {
      const name = `${id}.parquet`;
      await write(name, isScattered ? scatteredTable(table, rows, historyRows) : withHistory(rows));
      const family = familyOfDivision(problem.subdomains);
      const names = namesOfRows(table, problem, rows);
      return { id, kind: 'local', label, rows: trainRowsOf(rows), tables: [name], family, names };
    });
    locals.push(...(await Promise.all(written)));
  }
  await write(heldOutTable, thinHeldOut(table, problem, historyRows, mostHeldOutRows));
  const trainRows = countUsedFor(table, rowUses.train);
  const validationRows = countUsedFor(table, rowUses.validation);
  const records = [...locals];
  if (problem.training.single) {
    const every = singleLearnsFromOneIn(
      trainRows + validationRows,
      table.inputNames.length,
      mostBytesOfSingle,
    );
    const single = isScattered ? gathered(table, subdomains, every) : undefined;
    if (single) await write(wholeTable, withHistory(single));
    const some = locals.filter((_, at) => at % every === 0);
    // The single model is by far the longest training, so it starts first; the others fill the other cores.
    records.unshift({
      id: 'single',
      kind: 'single',
      label: every === 1 ? 'everything' : `one ${single ? 'recording' : 'sub-domain'} in ${every}`,
      rows: single ? trainRowsOf(single) : some.reduce((sum, { rows }) => sum + rows, 0),
      tables: single ? [wholeTable] : some.flatMap(({ tables }) => tables),
      family: 'network of everything',
      names: {},
    });
  }
  const tableOf = new Map(locals.map(({ id, tables }) => [id, tables]));
  for (const { of, ...further } of furtherSubdomains(table, problem, subdomains)) {
    records.push({ ...further, kind: 'further', tables: of.flatMap((id) => tableOf.get(id)!) });
  }
  const folds = foldsOfStudy(table, problem, subdomains);
  const single = records.find(({ kind }) => kind === 'single');
  const record: PartitionRecord = {
    subdomains: records,
    ...(single && hasControl(table, problem)
      ? { control: { ...single, id: controlId, label: `${single.label}, without physics` } }
      : {}),
    ...(folds.length > 0 ? { folds } : {}),
    counts: {
      sites: new Set(problem.recordings.map(({ site }) => site)).size,
      subjects: new Set(problem.recordings.map(({ subject }) => subject)).size,
      recordings: problem.recordings.length,
      trainRows,
      validationRows,
      heldOutRows: countUsedFor(table, rowUses.heldOut),
      seconds: secondsOf(table),
    },
    inputs,
    warnings: [...merged, ...warnings.map(faultLine)],
    labels: labels.map(labelRecord),
    // Sorted by name, whatever the order of writing.
    digests: Object.fromEntries(Object.entries(digests).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  await bucket.putJson(keys.prepared(study, run, 'problem.json'), sealed(problem));
  await bucket.putJson(keys.prepared(study, run, 'partition.json'), sealed(record));
  return record;
}

const wholeTable = 'everything.parquet';

/** Seconds from the first row to the last, summed over recordings. */
function secondsOf({ rows, recording, timeS }: SampleTable): number {
  let seconds = 0;
  let first = 0;
  for (let row = 1; row <= rows; row++) {
    if (row < rows && recording[row] === recording[first]) continue;
    seconds += timeS[row - 1]! - timeS[first]!;
    first = row;
  }
  return seconds;
}

/**
 * Rows for `single` if sub-domains are scattered in time, since their concatenated tables would not show which rows are
 * neighbours. Takes every n-th of the recordings with training rows.
 */
function gathered(table: SampleTable, subdomains: readonly Subdomain[], every: number): Uint32Array {
  const rows = joined(subdomains.map((subdomain) => subdomain.rows)).sort();
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
