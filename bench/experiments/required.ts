import type { Bucket } from '../../layers/run/storage/index.ts';

/** An object that an earlier step of the run must have written. @throws Error if it is missing */
export async function required<T>(bucket: Bucket, key: string): Promise<T> {
  const value = await bucket.getJson<T>(key);
  if (value === undefined) throw new Error(`${key} is not there: an earlier step of the run did not finish`);
  return value;
}
