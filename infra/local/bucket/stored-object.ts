import { createHash } from 'node:crypto';
import { sep } from 'node:path';
import type { S3Object } from './fauxqs-parts.ts';

/** Content of `KEY.meta.json`: all of an object except its bytes. */
export interface StoredObject extends Omit<S3Object, 'body' | 'lastModified'> {
  /** ISO 8601. */
  readonly lastModified: string;
  /** Name of the file with the bytes, in the same folder. Earlier versions had no such field; then it is `KEY.data`. */
  readonly file?: string;
}

export const metaSuffix = '.meta.json';
export const bodySuffix = '.data';

/** Path of a key below the folder of objects, without a suffix. Slashes are folders; other special characters are encoded. */
export function pathOfKey(key: string): string {
  const encoded = key.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that no file system takes
    /[<>:"|?*\\%\x00-\x1f]/g,
    (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return encoded.split('/').join(sep);
}

/**
 * Suffix of the file with an object's bytes. It holds the digest, so that a new object never overwrites the file of the
 * old one: the metadata, which name the file, switch at once.
 */
export function bodyEnding(etag: string): string {
  return `.${createHash('md5').update(etag).digest('hex').slice(0, 16)}${bodySuffix}`;
}

/** The object without its bytes, as fauxqs holds it in memory. @throws Error with the reason if the metadata are invalid */
export function openMeta(text: string): { object: S3Object; file: string | undefined } {
  const { file, lastModified, ...rest } = JSON.parse(text) as StoredObject;
  const isSound =
    typeof rest.key === 'string' &&
    typeof rest.etag === 'string' &&
    typeof rest.contentType === 'string' &&
    Number.isSafeInteger(rest.contentLength) &&
    (file === undefined || typeof file === 'string') &&
    !Number.isNaN(Date.parse(lastModified));
  if (!isSound) throw new Error('its metadata do not describe an object');
  const object = { ...rest, metadata: rest.metadata ?? {}, lastModified: new Date(lastModified) };
  return { object: { ...object, body: Buffer.alloc(0) }, file };
}

export function metaText(object: S3Object, file: string): string {
  const { body: _, lastModified, ...rest } = object;
  return JSON.stringify({ ...rest, lastModified: lastModified.toISOString(), file } satisfies StoredObject);
}

/** The ETag of S3 for these bytes and parts. */
export function etagOf(bytes: Buffer, parts: S3Object['parts']): string {
  const md5 = (piece: Buffer) => createHash('md5').update(piece).digest();
  if (!parts) return `"${md5(bytes).toString('hex')}"`;
  const digests = parts.map(({ offset, length }) => md5(bytes.subarray(offset, offset + length)));
  return `"${md5(Buffer.concat(digests)).toString('hex')}-${parts.length}"`;
}
