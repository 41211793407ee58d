import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError } from '../layers/faults/fault.ts';
import { filesOfStudy } from '../layers/recordings/check-study.ts';
import type { Manifest } from '../layers/recordings/manifest.ts';
import { manifestFile, parseManifest } from '../layers/recordings/parse-manifest.ts';

/** A study in a folder of this machine. */
export interface StudyFolder {
  readonly directory: string;
  readonly manifestText: string;
  readonly manifest: Manifest;
  /** Files to upload, by their path in the study; the manifest is not among them. Only those that exist. */
  readonly files: readonly string[];
  read(file: string): Uint8Array | undefined;
}

/** @throws FaultError where the folder has no manifest, or one that is at fault */
export function openStudyFolder(directory: string): StudyFolder {
  const path = join(directory, manifestFile);
  if (!existsSync(path)) throw new FaultError([noManifest(directory)]);
  const manifestText = readFileSync(path, 'utf8');
  const parsed = parseManifest(manifestText);
  if ('faults' in parsed) throw new FaultError(parsed.faults);
  const { manifest } = parsed;
  const isFile = (file: string) =>
    statSync(join(directory, file), { throwIfNoEntry: false })?.isFile() ?? false;
  return {
    directory,
    manifestText,
    manifest,
    files: filesOfStudy(manifest).filter(isFile),
    read: (file) => (isFile(file) ? readFileSync(join(directory, file)) : undefined),
  };
}

function noManifest(directory: string) {
  return {
    code: 'MANIFEST_MISSING',
    what: 'The folder is not a study: it has no manifest.',
    where: { file: manifestFile },
    found: existsSync(directory) ? `${directory} without ${manifestFile}` : `no folder ${directory}`,
    expected: `a folder with a ${manifestFile}`,
    fix: 'Name the folder of a study, or write its manifest; "sarcomere simulate" makes an example.',
  };
}
