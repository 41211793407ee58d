import { pMapIterable } from 'p-map';
import type { Joint } from '../../layers/biomechanics/joint.ts';
import type { Fault } from '../../layers/faults/fault.ts';
import { type RecordingOnGrid, recordingOnGrid } from '../../layers/preparation/align.ts';
import { filesOfStudy, sharedFiles, studyReader } from '../../layers/recordings/check-study.ts';
import type { Manifest } from '../../layers/recordings/manifest.ts';
import { filesOf } from '../../layers/recordings/manifest-meaning.ts';
import { manifestFile, parseManifest } from '../../layers/recordings/parse-manifest.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import { readFiles } from '../../layers/storage/read-files.ts';

export interface LoadedStudy {
  readonly manifest: Manifest;
  readonly joint: Joint;
  readonly recordings: readonly RecordingOnGrid[];
  readonly warnings: readonly Fault[];
  /** SHA-256 by file. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Recordings whose files are on their way while one is checked. */
const recordingsAhead = 8;

/**
 * The study as it lies in the bucket, read and checked, or everything that is wrong with it. Recordings go by one after the
 * other, and of each only what the model's grid needs is kept.
 */
export async function loadStudy(
  bucket: Bucket,
  study: string,
): Promise<LoadedStudy | { readonly faults: readonly Fault[] }> {
  const text = await bucket.getText(keys.manifest(study));
  if (text === undefined) throw new Error(`${keys.manifest(study)} has gone since the run began`);
  const parsed = parseManifest(text);
  if ('faults' in parsed) return parsed;
  const { manifest } = parsed;

  const digests = new Map<string, string>();
  const bytesOf = async (files: readonly string[]) => {
    const read = await readFiles(bucket, study, files);
    for (const [file, bytes] of read) digests.set(file, sha256(bytes));
    return (file: string) => read.get(file);
  };

  const reader = studyReader(manifest, await bytesOf(sharedFiles(manifest)), study);
  if (!reader.joint) return { faults: reader.faults };
  const recordings: RecordingOnGrid[] = [];
  const ahead = pMapIterable(
    manifest.recordings,
    (entry) => bytesOf([...new Set(filesOf(entry).map(({ file }) => file))]),
    { concurrency: recordingsAhead },
  );
  let index = 0;
  for await (const read of ahead) {
    const recording = reader.recording(index++, read);
    if (recording) recordings.push(recordingOnGrid(recording, manifest.signals));
  }
  if (reader.faults.length > 0) return { faults: reader.faults };
  // In the manifest's order, whichever file arrived first.
  const read = filesOfStudy(manifest).filter((file) => digests.has(file));
  const inputs = Object.fromEntries([
    [manifestFile, sha256(text)],
    ...read.map((file) => [file, digests.get(file)!]),
  ]);
  return { manifest, joint: reader.joint, recordings, warnings: reader.warnings, inputs };
}
