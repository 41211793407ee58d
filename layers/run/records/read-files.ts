import type { Bucket } from '../storage/index.ts';
import { keys } from './keys.ts';

const readsAtOnce = 16;

/** Files of a study by name; files that are not in the bucket are left out. */
export async function readFiles(
  bucket: Pick<Bucket, 'getBytes'>,
  study: string,
  names: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (let start = 0; start < names.length; start += readsAtOnce) {
    const batch = names.slice(start, start + readsAtOnce);
    const contents = await Promise.all(batch.map((name) => bucket.getBytes(keys.studyFile(study, name))));
    for (const [at, name] of batch.entries()) {
      const bytes = contents[at];
      if (bytes) files.set(name, bytes);
    }
  }
  return files;
}
