import { keys } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';

/** Bytes of every file in the folder of a study, by name. */
export async function sizesOfFiles(
  bucket: Pick<Bucket, 'list'>,
  study: string,
): Promise<ReadonlyMap<string, number>> {
  const prefix = keys.studyPrefix(study);
  const entries = await bucket.list(prefix);
  return new Map(entries.map(({ key, size }) => [key.slice(prefix.length), size]));
}
