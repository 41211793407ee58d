import pMap from 'p-map';
import type { SampleTable, TrainingProblem } from '../../model/dataset/index.ts';
import { fromParquet, problemVersion } from '../../model/dataset/index.ts';
import type { Bucket } from '../storage/index.ts';
import { isDamaged, sha256 } from '../storage/index.ts';
import { keys } from './keys.ts';
import type { PartitionRecord, RunPointer, SubdomainPointer } from './run-objects.ts';
import { unsealed } from './sealed-json.ts';
import { trainingsOf } from './trainings-of.ts';

/**
 * An object that prepare-study wrote is missing or altered. The state machine uses this name: it fails the run in place of
 * losing a sub-domain, and a redrive prepares the study again.
 */
export class PreparedDamaged extends Error {
  override readonly name = 'PreparedDamaged';

  constructor(key: string, found: string, { run }: RunPointer) {
    super(
      `${key} is damaged: found ${found}, expected the object that prepare-study wrote. Run "sarcomere redrive ${run}": it prepares the study again and keeps finished trainings.`,
    );
  }
}

/** The problem of a run. A problem of another version counts as damaged: a redrive prepares the study again. */
export function readProblem(bucket: Bucket, pointer: RunPointer): Promise<TrainingProblem> {
  return readSealed<TrainingProblem>(bucket, pointer, 'problem.json', ({ version }) =>
    version === problemVersion ? undefined : `version ${version}, which another release wrote`,
  );
}

export function readPartition(bucket: Bucket, pointer: RunPointer): Promise<PartitionRecord> {
  return readSealed<PartitionRecord>(bucket, pointer, 'partition.json');
}

/** A table below `prepared/`, as it was written. */
export async function readPreparedTable(
  bucket: Pick<Bucket, 'getBytes'>,
  pointer: RunPointer,
  { digests = {} }: Pick<PartitionRecord, 'digests'>,
  name: string,
): Promise<SampleTable> {
  const bytes = await soundBytes(bucket, pointer, name);
  const expected = digests[name];
  const found = expected === undefined ? undefined : sha256(bytes);
  if (found !== expected) throw damaged(pointer, name, `SHA-256 ${found} instead of ${expected}`);
  try {
    return await fromParquet(bytes);
  } catch (error) {
    throw damaged(pointer, name, `no table (${(error as Error).message})`);
  }
}

/**
 * The results of an earlier preparation, read completely: the pointers, or the damage of each altered object.
 * Undefined if the study has not been prepared yet.
 */
export async function earlierPreparation(
  bucket: Bucket,
  pointer: RunPointer,
): Promise<
  | { readonly pointers: readonly SubdomainPointer[]; readonly problem: TrainingProblem }
  | { readonly damage: readonly string[] }
  | undefined
> {
  const list = 'subdomains.json';
  if (!(await bucket.head(keyOf(pointer, list)))) return undefined;
  const damage: string[] = [];
  const looked = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof PreparedDamaged)) throw error;
      damage.push(error.message);
      return undefined;
    }
  };
  const problem = await looked(() => readProblem(bucket, pointer));
  const partition = await looked(() => readPartition(bucket, pointer));
  const pointers = await looked(() => readJson<SubdomainPointer[]>(bucket, pointer, list));
  const tables = new Set([
    heldOutTable,
    ...(partition?.subdomains ?? []).flatMap((subdomain) => subdomain.tables),
  ]);
  await pMap(tables, (name) => looked(() => readPreparedTable(bucket, pointer, partition ?? {}, name)), {
    concurrency: tablesAtOnce,
  });
  if (partition && pointers && !namesAll(pointers, partition, pointer)) {
    damage.push(damaged(pointer, list, 'other sub-domains than in partition.json').message);
  }
  return problem && pointers && damage.length === 0 ? { pointers, problem } : { damage };
}

/** Name of the table of held-out rows, which no training uses. */
export const heldOutTable = 'held-out.parquet';
const tablesAtOnce = 16;

function namesAll(
  pointers: readonly SubdomainPointer[],
  partition: PartitionRecord,
  { study, run }: RunPointer,
): boolean {
  const items = [...trainingsOf(partition), ...(partition.folds ?? [])];
  const isOurs = (one: SubdomainPointer, at: number) =>
    one.study === study && one.run === run && one.subdomain === items[at]?.id;
  return pointers.length === items.length && pointers.every(isOurs);
}

/** @param faultOf what is wrong with a record that is whole, if anything */
async function readSealed<T extends object>(
  bucket: Bucket,
  pointer: RunPointer,
  name: string,
  faultOf: (record: T) => string | undefined = () => undefined,
): Promise<T> {
  const record = unsealed(await readJson<T>(bucket, pointer, name));
  if (!record) throw damaged(pointer, name, 'content that does not match its own digest');
  const fault = faultOf(record);
  if (fault !== undefined) throw damaged(pointer, name, fault);
  return record;
}

async function readJson<T>(bucket: Pick<Bucket, 'getBytes'>, pointer: RunPointer, name: string): Promise<T> {
  const text = new TextDecoder().decode(await soundBytes(bucket, pointer, name));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw damaged(pointer, name, 'no JSON');
  }
}

async function soundBytes(
  bucket: Pick<Bucket, 'getBytes'>,
  pointer: RunPointer,
  name: string,
): Promise<Uint8Array> {
  try {
    const bytes = await bucket.getBytes(keyOf(pointer, name));
    if (bytes) return bytes;
  } catch (error) {
    if (isDamaged(error)) throw damaged(pointer, name, 'other bytes on the disk');
    throw error;
  }
  throw damaged(pointer, name, 'nothing');
}

function damaged(pointer: RunPointer, name: string, found: string): PreparedDamaged {
  return new PreparedDamaged(keyOf(pointer, name), found, pointer);
}

function keyOf({ study, run }: RunPointer, name: string): string {
  return keys.prepared(study, run, name);
}
