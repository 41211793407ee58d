import { createHash } from 'node:crypto';
import type { Bucket } from '../storage/index.ts';
import { keys } from './keys.ts';
import { uploadListMetadata } from './upload-list-metadata.ts';

/** The objects of one study in the bucket. */
export interface StudyVersion {
  readonly study: string;
  /** ETag of `study.json`. */
  readonly manifestEtag: string;
  /** ETag of every file of the study by name; undefined if it is not in the bucket. */
  readonly etags: ReadonlyMap<string, string | undefined>;
  /** When the manifest was uploaded, by the clock of the bucket: ISO 8601, UTC. */
  readonly uploadedAt: string;
  /** Digest of the list of the upload's files, if it has one. */
  readonly uploadList?: string;
}

export type VersionedBucket = Pick<Bucket, 'head' | 'details' | 'getText' | 'list'>;

/** The study in the bucket now; undefined if it has no manifest. */
export async function studyVersion(
  bucket: VersionedBucket,
  study: string,
): Promise<StudyVersion | undefined> {
  const key = keys.manifest(study);
  const manifest = await bucket.details(key);
  const text = manifest && (await bucket.getText(key));
  // A list has milliseconds if the bucket keeps them; HEAD never has.
  const listed = (await bucket.list(key)).find((entry) => entry.key === key);
  if (!manifest || text === undefined || !listed) return undefined;
  const uploadList = manifest.metadata[uploadListMetadata];
  return {
    study,
    manifestEtag: manifest.etag,
    etags: await etagsOf(bucket, study, namedFiles(text)),
    uploadedAt: listed.lastModified.toISOString(),
    ...(uploadList === undefined ? {} : { uploadList }),
  };
}

/** True if every file that the manifest names is there. */
export function isComplete({ etags }: Pick<StudyVersion, 'etags'>): boolean {
  return [...etags].every(([file, etag]) => file === optionalFile || etag !== undefined);
}

/**
 * Name of the run of one version of a study: `r` and 20 hexadecimal digits of a digest of its ETags. The same objects
 * give the same name in any order, so late and duplicate events start nothing twice. The digest includes the name of the
 * study: two studies with the same content have two runs.
 */
export function runId({
  study,
  manifestEtag,
  etags,
}: Pick<StudyVersion, 'study' | 'manifestEtag' | 'etags'>): string {
  const files = [...etags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, etag]) => [file, etag ?? 'missing']);
  const digest = createHash('sha256')
    .update(JSON.stringify([study, manifestEtag, files]))
    .digest('hex');
  return `r${digest.slice(0, 20)}`;
}

/**
 * Every file that a manifest names, sorted, each once. Reads only these fields, since a manifest with other faults, even
 * one that is not JSON, must start a run too: `prepare-study` then reports the faults.
 */
export function namedFiles(manifestText: string): string[] {
  const { joint, recordings } = looseManifest(manifestText);
  const recorded = recordings.flatMap((recording) => [
    recording?.file,
    ...Object.values(recording?.files ?? {}),
  ]);
  const names = [...recorded, joint?.file];
  return [...new Set(names.filter((name) => typeof name === 'string'))].sort();
}

/** Part of the study, and so of its version. Manifests need not name it, and no run waits for it. */
const optionalFile = 'participants.tsv';
const headsAtOnce = 16;

async function etagsOf(
  bucket: Pick<Bucket, 'head'>,
  study: string,
  named: readonly string[],
): Promise<Map<string, string | undefined>> {
  const files = [...new Set([...named, optionalFile])];
  const etags = new Map<string, string | undefined>();
  for (let start = 0; start < files.length; start += headsAtOnce) {
    const batch = files.slice(start, start + headsAtOnce);
    const entries = await Promise.all(
      batch.map(async (file) => {
        const key = keyOf(study, file);
        return key === undefined ? undefined : await bucket.head(key);
      }),
    );
    for (const [index, file] of batch.entries()) etags.set(file, entries[index]?.etag);
  }
  return etags;
}

/** The key of a file; undefined if the name cannot be a key. The file then counts as missing, and `prepare-study` reports it. */
function keyOf(study: string, file: string): string | undefined {
  try {
    return keys.studyFile(study, file);
  } catch {
    return undefined;
  }
}

type LooseRecording = { readonly file?: unknown; readonly files?: object | null } | null | undefined;

function looseManifest(text: string): {
  readonly joint?: { readonly file?: unknown } | null | undefined;
  readonly recordings: readonly LooseRecording[];
} {
  try {
    const manifest = JSON.parse(text) as { joint?: { file?: unknown }; recordings?: unknown } | null;
    const recordings = Array.isArray(manifest?.recordings) ? manifest.recordings : [];
    return { joint: manifest?.joint, recordings };
  } catch {
    return { recordings: [] };
  }
}
