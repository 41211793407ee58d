import type { Joint } from '../../layers/biomechanics/joint.ts';
import type { Fault } from '../../layers/faults/fault.ts';
import { checkStudy, filesOfStudy } from '../../layers/recordings/check-study.ts';
import type { Manifest } from '../../layers/recordings/manifest.ts';
import { manifestFile, parseManifest } from '../../layers/recordings/parse-manifest.ts';
import type { Recording } from '../../layers/recordings/recording.ts';
import type { Bucket } from '../../layers/storage/bucket.ts';
import { sha256 } from '../../layers/storage/digest.ts';
import { keys } from '../../layers/storage/keys.ts';
import { readFiles } from '../../layers/storage/read-files.ts';

export interface LoadedStudy {
  readonly manifest: Manifest;
  readonly joint: Joint;
  readonly recordings: Recording[];
  readonly warnings: readonly Fault[];
  /** SHA-256 by file. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** The study as it lies in the bucket, read and checked, or everything that is wrong with it. */
export async function loadStudy(
  bucket: Bucket,
  study: string,
): Promise<LoadedStudy | { readonly faults: readonly Fault[] }> {
  const text = await bucket.getText(keys.manifest(study));
  if (text === undefined) throw new Error(`${keys.manifest(study)} has gone since the run began`);
  const parsed = parseManifest(text);
  if ('faults' in parsed) return parsed;
  const { manifest } = parsed;
  const files = await readFiles(bucket, study, filesOfStudy(manifest));
  const { joint, recordings, faults, warnings } = checkStudy(manifest, (file) => files.get(file), study);
  if (faults.length > 0 || !joint) return { faults };
  const digests = [...files].map(([file, bytes]) => [file, sha256(bytes)] as const);
  return {
    manifest,
    joint,
    recordings,
    warnings,
    inputs: Object.fromEntries([[manifestFile, sha256(text)], ...digests]),
  };
}
