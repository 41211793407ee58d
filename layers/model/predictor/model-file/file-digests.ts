/** Lists the files of a model with the SHA-256 of each, in the format of `sha256sum`. */
export const digestsFile = 'MANIFEST.sha256';

/** By file name. */
export type FileDigests = ReadonlyMap<string, string>;

/** No name leads out of the folder: downloaded files are written under these names. */
const line = /^([0-9a-f]{64}) {2}([A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;

/** Undefined if the text is not a list of digests, one a file. */
export function parseDigests(text: string): FileDigests | undefined {
  const found = new Map<string, string>();
  for (const written of text.trim().split('\n')) {
    const [, digest, name] = line.exec(written) ?? [];
    if (digest === undefined || name === undefined || found.has(name)) return undefined;
    found.set(name, digest);
  }
  return found;
}

export function writtenDigests(digests: FileDigests): string {
  return [...digests].map(([name, digest]) => `${digest}  ${name}\n`).join('');
}
