import type { Fault } from '../../layers/base/faults/index.ts';
import { windowsOf } from '../../layers/base/numbers/index.ts';
import { type RecordingOnGrid, recordingOnGrid, releaseSamples } from '../../layers/model/dataset/index.ts';
import type { Joint } from '../../layers/physics/biomechanics/index.ts';
import { type Capacity, studyTooLarge, windowMb } from '../../layers/run/capacity/index.ts';
import { keys, readFiles } from '../../layers/run/records/index.ts';
import type { Bucket } from '../../layers/run/storage/index.ts';
import { sha256, turnOfEventLoop } from '../../layers/run/storage/index.ts';
import type { Manifest } from '../../layers/study/manifest/index.ts';
import { filesOf, manifestFile, parseManifest } from '../../layers/study/manifest/index.ts';
import { filesOfStudy, sharedFiles, studyReader } from '../../layers/study/recordings/index.ts';
import { sizeOfStudy } from './size-of-study.ts';
import { sizesOfFiles } from './sizes-of-files.ts';

export interface LoadedStudy {
  readonly manifest: Manifest;
  readonly joint: Joint;
  readonly recordings: RecordingOnGrid[];
  readonly warnings: readonly Fault[];
  /** SHA-256 by file. */
  readonly inputs: Readonly<Record<string, string>>;
}

/**
 * Recordings fetched together. No request is open while a recording is checked: checks block the thread, and S3 closes idle
 * connections.
 */
const mostRecordings = 16;

/**
 * Reads and checks the study in the bucket; the result is the study, or all its faults. Recordings are fetched window by
 * window and checked one by one; only their signals on the model's grid are kept.
 */
export async function loadStudy(
  bucket: Bucket,
  study: string,
  capacity?: Capacity,
  mostMbAtOnce = windowMb,
): Promise<LoadedStudy | { readonly faults: readonly Fault[] }> {
  const text = await bucket.getText(keys.manifest(study));
  if (text === undefined) throw new Error(`${keys.manifest(study)} was deleted after the run began`);
  const parsed = parseManifest(text);
  if ('faults' in parsed) return parsed;
  const { manifest } = parsed;

  const digests = new Map<string, string>();
  const contentOf = async (files: readonly string[]) => {
    const content = await readFiles(bucket, study, files);
    for (const [file, bytes] of content) digests.set(file, sha256(bytes));
    return content;
  };

  const shared = await contentOf(sharedFiles(manifest));
  const reader = studyReader(manifest, (file) => shared.get(file), study);
  if (!reader.joint) return { faults: reader.faults };
  const sizes = await sizesOfFiles(bucket, study);
  const size = capacity && (await sizeOfStudy(bucket, study, manifest, sizes, reader.joint.muscles.length));
  const tooLarge = size ? studyTooLarge(size, capacity) : [];
  if (tooLarge.length > 0) return { faults: [...reader.faults, ...tooLarge] };
  const filesOfRecordings = manifest.recordings.map((entry) => [
    ...new Set(filesOf(entry).map(({ file }) => file)),
  ]);
  const bytesOfFiles = (files: readonly string[]) =>
    files.reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
  const recordings: RecordingOnGrid[] = [];
  let index = 0;
  // A separate function, so that no variable keeps a recording in memory while the next one is read.
  const take = (content: Map<string, Uint8Array>) => {
    const recording = reader.recording(index++, (file) => content.get(file));
    content.clear();
    if (!recording) return;
    recordings.push(recordingOnGrid(recording, manifest.signals));
    releaseSamples(recording);
  };
  const window = { mostBytes: mostMbAtOnce * 1e6, mostItems: mostRecordings };
  for (const together of windowsOf(filesOfRecordings, bytesOfFiles, window)) {
    for (const content of await Promise.all(together.map(contentOf))) {
      take(content);
      await turnOfEventLoop();
    }
  }
  if (reader.faults.length > 0) return { faults: reader.faults };
  // In the order of the manifest, not of arrival.
  const read = filesOfStudy(manifest).filter((file) => digests.has(file));
  const inputs = Object.fromEntries([
    [manifestFile, sha256(text)],
    ...read.map((file) => [file, digests.get(file)!]),
  ]);
  return { manifest, joint: reader.joint, recordings, warnings: reader.warnings, inputs };
}
