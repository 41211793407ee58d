import { existsSync } from 'node:fs';
import { FaultError } from '../layers/base/faults/index.ts';
import type { Manifest } from '../layers/study/manifest/index.ts';
import { manifestFile, parseManifest } from '../layers/study/manifest/index.ts';
import { filesOfStudy } from '../layers/study/recordings/index.ts';
import { findStudyFile, readStudyFile } from './study-file.ts';

/** A study in a folder of this machine. */
export interface StudyFolder {
  readonly directory: string;
  readonly manifestText: string;
  readonly manifest: Manifest;
  /** Existing files to upload, by path in the study, without the manifest. */
  readonly files: readonly string[];
  read(file: string): Uint8Array | undefined;
}

/** @throws FaultError if the manifest is missing or has faults, or a file may not be read */
export function openStudyFolder(directory: string): StudyFolder {
  const manifestBytes = readStudyFile(directory, manifestFile);
  if (manifestBytes === undefined) throw new FaultError([noManifest(directory)]);
  const manifestText = manifestBytes.toString('utf8');
  const parsed = parseManifest(manifestText);
  if ('faults' in parsed) throw new FaultError(parsed.faults);
  const { manifest } = parsed;
  const found = filesOfStudy(manifest).map((file) => ({ file, ...findStudyFile(directory, file) }));
  const faults = found.flatMap(({ fault }) => fault ?? []);
  if (faults.length > 0) throw new FaultError(faults);
  return {
    directory,
    manifestText,
    manifest,
    files: found.filter(({ path }) => path !== undefined).map(({ file }) => file),
    read: (file) => readStudyFile(directory, file),
  };
}

function noManifest(directory: string) {
  return {
    code: 'MANIFEST_MISSING',
    what: 'The folder is not a study: it has no manifest.',
    where: { file: manifestFile },
    found: existsSync(directory) ? `${directory} without ${manifestFile}` : `no folder ${directory}`,
    expected: `a folder with a ${manifestFile}`,
    fix: 'Name the folder of a study, or write its manifest; "sarcomere simulate" writes an example.',
  };
}
