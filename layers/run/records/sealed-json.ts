import { sha256 } from '../storage/index.ts';

/** A record with a digest over itself, so that a flipped bit in it is seen. */
export function sealed<T extends object>(record: T): T & { readonly seal: string } {
  return { ...record, seal: sha256(JSON.stringify(record)) };
}

/** What `sealed` was given; undefined where it has changed since. A record without a seal is taken as it is. */
export function unsealed<T extends object>(json: T & { readonly seal?: string }): T | undefined {
  const { seal, ...record } = json;
  const isWhole = seal === undefined || seal === sha256(JSON.stringify(record));
  return isWhole ? (record as unknown as T) : undefined;
}
