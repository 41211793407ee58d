import { sha256 } from '../storage/index.ts';

/** A record with a digest of its content, so that a flipped bit is detected. */
export function sealed<T extends object>(record: T): T & { readonly seal: string } {
  return { ...record, seal: sha256(JSON.stringify(record)) };
}

/** The record given to `sealed`; undefined if it has changed since. A record without a seal is returned as it is. */
export function unsealed<T extends object>(json: T & { readonly seal?: string }): T | undefined {
  const { seal, ...record } = json;
  const isWhole = seal === undefined || seal === sha256(JSON.stringify(record));
  return isWhole ? (record as unknown as T) : undefined;
}
