import type { Bucket } from './bucket.ts';

/** What is read; undefined where the object is damaged, for whoever can make it anew. */
export async function ifSound<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isDamaged(error)) return undefined;
    throw error;
  }
}

/** As `getJsonAndEtag`; undefined where the object is damaged. */
export function soundJsonAndEtag<T>(
  bucket: Pick<Bucket, 'getJsonAndEtag'>,
  key: string,
): Promise<{ value: T; etag: string } | undefined> {
  return ifSound(() => bucket.getJsonAndEtag<T>(key));
}

/**
 * Writes in the place of what `soundJsonAndEtag` found, on the condition that nobody else has written since. What is damaged counts
 * as nothing: it would be in everybody's way for ever.
 *
 * @returns false if somebody else has written
 */
export async function replaceJson(
  bucket: Pick<Bucket, 'getJsonAndEtag' | 'putJsonIf' | 'head'>,
  key: string,
  value: unknown,
  found: { readonly etag: string } | undefined,
): Promise<boolean> {
  if (found) return bucket.putJsonIf(key, value, { etag: found.etag });
  if (await bucket.putJsonIf(key, value, 'nothing')) return true;
  const inTheWay = await bucket.head(key);
  if (!inTheWay || (await soundJsonAndEtag(bucket, key))) return false;
  return bucket.putJsonIf(key, value, { etag: inTheWay.etag });
}

/** What the bucket of one machine says of bytes that have changed on its disk, and what JSON says of them. */
export function isDamaged(error: unknown): boolean {
  return error instanceof SyntaxError || (error as Error).name === 'ObjectDamaged';
}
