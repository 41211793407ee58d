import type { SampleTable } from '../../../layers/model/dataset/index.ts';
import { fromParquet, toParquet } from '../../../layers/model/dataset/index.ts';
import type { RunPointer } from '../../../layers/run/records/index.ts';
import { keys, readPartition } from '../../../layers/run/records/index.ts';
import type { Bucket } from '../../../layers/run/storage/index.ts';
import { sha256 } from '../../../layers/run/storage/index.ts';

/** A table of a prepared run. */
export async function readRunTable(
  bucket: Bucket,
  { study, run }: RunPointer,
  name: string,
): Promise<SampleTable> {
  const bytes = await bucket.getBytes(keys.prepared(study, run, name));
  if (!bytes) throw new Error(`prepared/${name} is not there`);
  return fromParquet(bytes);
}

/** Reads a table of a prepared run, changes it in place, and writes it back. */
export async function editTable(
  bucket: Bucket,
  pointer: RunPointer,
  name: string,
  edit: (table: SampleTable) => void,
): Promise<void> {
  const table = await readRunTable(bucket, pointer, name);
  edit(table);
  const { study, run } = pointer;
  const bytes = toParquet(table);
  await bucket.put(keys.prepared(study, run, name), bytes);
  const partition = await readPartition(bucket, pointer);
  const digests = { ...partition.digests, [name]: sha256(bytes) };
  await bucket.putJson(keys.prepared(study, run, 'partition.json'), { ...partition, digests });
}

/** Names of the tables of the local models, in the partition's order. */
export function localTables(partition: {
  readonly subdomains: readonly { readonly kind: string; readonly tables: readonly string[] }[];
}): string[] {
  return partition.subdomains.flatMap(({ kind, tables }) => (kind === 'local' ? tables : []));
}
