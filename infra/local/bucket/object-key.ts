import type { FauxqsParts, S3Store } from './fauxqs-parts.ts';

/** Why a key is not possible here: keys are paths of files, so some keys of S3 are not allowed. */
export interface KeyFault {
  /** As S3 has it. */
  readonly code: 'InvalidArgument' | 'KeyTooLongError';
  readonly message: string;
}

export function keyFault(key: string): KeyFault | undefined {
  if (Buffer.byteLength(key) > longestKeyBytes) {
    return { code: 'KeyTooLongError', message: `A key has at most ${longestKeyBytes} bytes of UTF-8.` };
  }
  const shown = JSON.stringify(key.slice(0, 200));
  const invalid = (why: string) => ({ code: 'InvalidArgument', message: `The key ${shown} ${why}` }) as const;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML, in which keys are listed, cannot contain them
  const cannotBeSaid = /[\u0000-\u001f\u007f\ufffe\uffff]/.test(key) || !key.isWellFormed();
  if (cannotBeSaid) return invalid('has a character that a list of keys cannot contain.');
  if (key.includes('\\')) return invalid('has a backslash, which some systems treat as a slash.');
  const parts = key.split('/');
  if (parts.includes(''))
    return invalid('has an empty part: write one slash between parts and none around them.');
  if (parts.includes('.') || parts.includes('..')) return invalid('has a part "." or "..".');
  if (parts.slice(0, -1).some((part) => suffixOfFiles.test(part))) {
    return invalid(
      'has a folder whose name ends as the files of this server do (.data, .meta.json): rename it.',
    );
  }
  if (parts.some((part) => encodedBytes(part) > longestPartBytes)) {
    const message = `Each part of a key has at most ${longestPartBytes} bytes here, since it is the name of a file.`;
    return { code: 'KeyTooLongError', message };
  }
  return undefined;
}

/** As in S3. */
const longestKeyBytes = 1024;
/** File systems allow names of 255 bytes, some of which the server's own suffixes need. */
const longestPartBytes = 220;
/** An object `a` lies in `a.data` and `a.meta.json`, where another with the key `a.data/b` would need a folder. */
const suffixOfFiles = /\.(data|meta\.json|unfinished|damaged)$/i;

/** The store writes characters that some file systems do not allow as `%` and two digits. */
function encodedBytes(part: string): number {
  return Buffer.byteLength(part.replace(/[<>:"|?*\\%]/g, '%00'));
}

/**
 * Makes every operation of a store refuse such keys: writing, reading, copying, renaming and deleting. Must be called
 * before objects are loaded: an object that an earlier version stored under such a key stays on disk, unlisted.
 */
export function guardKeys(parts: FauxqsParts, store: S3Store): void {
  const require = (key: string) => {
    const fault = keyFault(key);
    if (fault) throw new parts.S3Error(fault.code, fault.message, 400);
  };
  for (const name of [
    'putObject',
    'getObject',
    'headObject',
    'deleteObject',
    'createMultipartUpload',
  ] as const) {
    const operation = store[name].bind(store) as (bucket: string, key: string, ...rest: unknown[]) => never;
    store[name] = (bucket: string, key: string, ...rest: unknown[]) => {
      require(key);
      return operation(bucket, key, ...rest);
    };
  }
  const { deleteObjects, renameObject, restoreObject } = store;
  store.restoreObject = (bucket, object) => {
    if (!keyFault(object.key)) restoreObject.call(store, bucket, object);
  };
  store.deleteObjects = (bucket, keys) => {
    for (const key of keys) require(key); // before the first is deleted
    return deleteObjects.call(store, bucket, keys);
  };
  store.renameObject = (bucket, source, target) => {
    require(source);
    require(target);
    renameObject.call(store, bucket, source, target);
  };
}
