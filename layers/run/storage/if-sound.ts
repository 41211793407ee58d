import type { Bucket } from './bucket.ts';

/** The result of a read; undefined if the object is damaged. For callers who can make it again. */
export async function ifSound<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isDamaged(error)) return undefined;
    throw error;
  }
}

/** As `getJsonAndEtag`; undefined if the object is damaged. */
export function soundJsonAndEtag<T>(
  bucket: Pick<Bucket, 'getJsonAndEtag'>,
  key: string,
): Promise<{ value: T; etag: string } | undefined> {
  return ifSound(() => bucket.getJsonAndEtag<T>(key));
}

/**
 * Replaces the object that `soundJsonAndEtag` returned, if nobody else has written since. A damaged object counts as none, or it
 * would block writes for ever.
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

/** True for the errors of altered bytes: `ObjectDamaged` of the bucket of one machine, and the syntax error of JSON. */
export function isDamaged(error: unknown): boolean {
  return error instanceof SyntaxError || (error as Error).name === 'ObjectDamaged';
}
